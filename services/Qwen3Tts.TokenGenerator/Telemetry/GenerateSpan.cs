using System.Diagnostics;
using Qwen3Tts.ServiceDefaults.Telemetry;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.TokenGenerator.Engine;
using Qwen3Tts.TokenGenerator.Guarding;

namespace Qwen3Tts.TokenGenerator.Telemetry;

/// <summary>What is measured of one utterance.</summary>
public sealed class GenerateSpan : IDisposable
{
    private readonly GeneratorTelemetry _telemetry;
    private readonly Activity? _activity;
    private readonly CancellationTokenRegistration _leaving;
    private readonly KeyValuePair<string, object?> _model;
    private readonly double _framesPerSecond;
    private readonly TimeProvider _time;
    private readonly long _started;
    private TimeSpan _deviceTime;
    private int _frames;

    internal GenerateSpan(GeneratorTelemetry telemetry, Activity? activity, ModelDescription model, string utterance, TimeProvider time, CancellationToken caller)
    {
        _telemetry = telemetry;
        _activity = activity;
        _model = KeyValuePair.Create("qwen3tts.model", (object?)model.Name);
        _framesPerSecond = model.Codec.FramesPerSecond;
        _time = time;
        _started = time.GetTimestamp();
        _activity?.SetTag(_model.Key, model.Name).SetTag("qwen3tts.utterance.id", utterance);
        _leaving = activity.NoteCancel(caller);
    }

    public void Record(GeneratedFrame frame)
    {
        _frames++;
        if (frame.Beginning is { } beginning)
            RecordFirst(beginning);
        _deviceTime += frame.Time;
        _telemetry.Frames.Add(1, _model);
    }

    /// <param name="runaway">Why, where it is one.</param>
    public void Finish(FinishReason reason, RunawayReason? runaway = null)
    {
        _activity?.SetTag("qwen3tts.finish_reason", reason.ToString());
        if (runaway is { } why)
            _telemetry.Runaways.Add(1, _model, KeyValuePair.Create("reason", (object?)why.ToString()));
    }

    public void Dispose()
    {
        if (_frames > 0)
            _telemetry.RealTimeFactor.Record(_deviceTime.TotalSeconds * _framesPerSecond / _frames, _model);
        _leaving.Dispose();
        _activity?.SetTag("qwen3tts.frames", _frames);
        _activity?.Dispose();
    }

    private void RecordFirst(GenerationBeginning beginning)
    {
        _telemetry.FirstFrame.Record(_time.GetElapsedTime(_started).TotalSeconds, _model);
        _telemetry.QueueTime.Record(beginning.Queued.TotalSeconds, _model);
        if (beginning.Warm is { } warm)
            _telemetry.Beginnings.Add(1, _model, KeyValuePair.Create("warm", (object?)(warm ? "true" : "false")));
        if (_activity is null)
            return;
        var now = _time.GetUtcNow();
        var placed = now - _time.GetElapsedTime(beginning.Placed);
        if (beginning.Queued > TimeSpan.Zero)
            _activity.AddEvent(new ActivityEvent("queued", placed - beginning.Queued));
        _activity.AddEvent(new ActivityEvent("prefill", placed, new ActivityTagsCollection { ["warm"] = beginning.Warm }));
        _activity.AddEvent(new ActivityEvent("first_frame", now));
    }
}
