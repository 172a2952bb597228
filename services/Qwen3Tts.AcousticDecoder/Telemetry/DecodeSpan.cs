using System.Diagnostics;
using Qwen3Tts.AcousticDecoder.Decoding;
using Qwen3Tts.ServiceDefaults.Telemetry;

namespace Qwen3Tts.AcousticDecoder.Telemetry;

/// <summary>What is measured of one utterance.</summary>
public sealed class DecodeSpan : IDisposable
{
    private readonly DecoderTelemetry _telemetry;
    private readonly Activity? _activity;
    private readonly CancellationTokenRegistration _leaving;
    private readonly KeyValuePair<string, object?> _model;
    private readonly int _sampleRate;
    private TimeSpan _time;
    private long _samples;

    internal DecodeSpan(DecoderTelemetry telemetry, Activity? activity, string model, string utterance, int sampleRate, CancellationToken caller)
    {
        _telemetry = telemetry;
        _activity = activity;
        _model = KeyValuePair.Create("qwen3tts.model", (object?)model);
        _sampleRate = sampleRate;
        _activity?.SetTag(_model.Key, model).SetTag("qwen3tts.utterance.id", utterance);
        _leaving = activity.NoteCancel(caller);
        _telemetry.Active.Add(1, _model);
    }

    /// <summary>Its context is known: what another left that began after the same frames was there, or it had to be decoded.</summary>
    public void Prime(bool warm)
    {
        _telemetry.Primings.Add(1, _model, KeyValuePair.Create("warm", (object?)(warm ? "true" : "false")));
        _activity?.AddEvent(new ActivityEvent("primed", tags: new ActivityTagsCollection { ["warm"] = warm }));
    }

    /// <summary>A turn of the device was spent on this utterance.</summary>
    public void Record(DecodedChunk chunk)
    {
        _time += chunk.Time;
        _samples += chunk.Samples.Length;
        _telemetry.Frames.Add(chunk.Frames, _model);
        _telemetry.Duration.Record(chunk.Time.TotalSeconds, _model);
        _activity?.AddEvent(new ActivityEvent("chunk", tags: new ActivityTagsCollection
        {
            ["frames"] = chunk.Frames,
            ["seconds"] = chunk.Time.TotalSeconds,
        }));
    }

    public void Dispose()
    {
        if (_samples > 0)
            _telemetry.RealTimeFactor.Record(_time.TotalSeconds * _sampleRate / _samples, _model);
        _telemetry.Active.Add(-1, _model);
        _leaving.Dispose();
        _activity?.SetTag("qwen3tts.samples", _samples);
        _activity?.Dispose();
    }
}
