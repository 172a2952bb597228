using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Qwen3Tts.SpeakerEmbedding.Telemetry;

/// <summary>What the service measures, by model, and its spans.</summary>
public sealed class SpeakerEmbeddingMetrics
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Source = "Qwen3Tts.SpeakerEmbedding";

    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _clip;
    private readonly UpDownCounter<int> _active;

    public SpeakerEmbeddingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Source);
        _duration = meter.CreateHistogram(
            "qwen3tts.speaker.duration", "s", "From a clip's last byte to its embedding, waiting included.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });
        _clip = meter.CreateHistogram(
            "qwen3tts.speaker.clip.duration", "s", "Length of the embedded clips.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2, 3, 5, 10, 20, 30, 60] });
        _active = meter.CreateUpDownCounter<int>("qwen3tts.speaker.active_clips", "{clip}", "Clips that arrive, wait or are embedded.");
    }

    /// <summary>Spans of this service.</summary>
    public static ActivitySource Activities { get; } = new(Source);

    public void AddActive(int change) => _active.Add(change);

    public void RecordEmbedding(string model, TimeSpan elapsed, double clipSeconds)
    {
        var tag = KeyValuePair.Create("qwen3tts.model", (object?)model);
        _duration.Record(elapsed.TotalSeconds, tag);
        _clip.Record(clipSeconds, tag);
    }
}
