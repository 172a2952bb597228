using System.Diagnostics;
using Qwen3Tts.AcousticDecoder.Decoding;

namespace Qwen3Tts.AcousticDecoder.Telemetry;

/// <summary>What is measured of one utterance.</summary>
public sealed class DecodeSpan : IDisposable
{
    private readonly DecoderTelemetry _telemetry;
    private readonly Activity? _activity;
    private readonly KeyValuePair<string, object?> _model;
    private readonly int _sampleRate;
    private TimeSpan _time;
    private long _samples;

    internal DecodeSpan(DecoderTelemetry telemetry, Activity? activity, string model, string utterance, int sampleRate)
    {
        _telemetry = telemetry;
        _activity = activity;
        _model = KeyValuePair.Create("qwen3tts.model", (object?)model);
        _sampleRate = sampleRate;
        _activity?.SetTag(_model.Key, model).SetTag("qwen3tts.utterance.id", utterance);
        _telemetry.Active.Add(1, _model);
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
        _activity?.SetTag("qwen3tts.samples", _samples);
        _activity?.Dispose();
    }
}
