using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Qwen3Tts.AcousticDecoder.Telemetry;

/// <summary>Spans and metrics of the acoustic decoder.</summary>
public sealed class DecoderTelemetry : IDisposable
{
    private const string Name = "Qwen3Tts.AcousticDecoder";

    private readonly ActivitySource _source = new(Name);

    public DecoderTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        Frames = meter.CreateCounter<long>("qwen3tts.decoder.frames", "{frame}", "Frames decoded, context included.");
        Duration = meter.CreateHistogram(
            "qwen3tts.decoder.duration", "s", "Time that the device took for an utterance's frames of one turn.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56] });
        RealTimeFactor = meter.CreateHistogram(
            "qwen3tts.decoder.real_time_factor", "1", "Device time over the length of the audio, of an utterance.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 4] });
        Primings = meter.CreateCounter<long>(
            "qwen3tts.decoder.primings", "{utterance}", "Utterances that begin after other frames, by whether what another left that began after the same was there (warm).");
        Active = meter.CreateUpDownCounter<int>("qwen3tts.decoder.active_utterances", "{utterance}", "Utterances being decoded.");
    }

    internal Counter<long> Frames { get; }

    internal Histogram<double> Duration { get; }

    internal Histogram<double> RealTimeFactor { get; }

    internal Counter<long> Primings { get; }

    internal UpDownCounter<int> Active { get; }

    /// <summary>An utterance begins; it ends when the result is disposed.</summary>
    public DecodeSpan Start(string model, string utterance, int sampleRate, CancellationToken caller) =>
        new(this, _source.StartActivity("acoustic.decode"), model, utterance, sampleRate, caller);

    public void Dispose() => _source.Dispose();
}
