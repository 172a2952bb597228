using System.Diagnostics;
using System.Diagnostics.Metrics;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.TokenGenerator.Engine;

namespace Qwen3Tts.TokenGenerator.Telemetry;

/// <summary>Spans and metrics of the token generator.</summary>
public sealed class GeneratorTelemetry : IDisposable
{
    private const string Name = "Qwen3Tts.TokenGenerator";

    private readonly ActivitySource _source = new(Name);
    private readonly TimeProvider _time;
    private readonly Meter _meter;

    public GeneratorTelemetry(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(Name);
        Frames = _meter.CreateCounter<long>("qwen3tts.generator.frames", "{frame}", "Frames made.");
        Runaways = _meter.CreateCounter<long>("qwen3tts.generator.runaways", "{utterance}", "Utterances that the guard ended, by why.");
        BatchSize = _meter.CreateHistogram(
            "qwen3tts.generator.batch_size", "{utterance}", "Utterances that one run served.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32] });
        FirstFrame = _meter.CreateHistogram(
            "qwen3tts.generator.time_to_first_frame", "s", "From the start of an utterance to its first frame, text awaited included.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24] });
        QueueTime = _meter.CreateHistogram(
            "qwen3tts.generator.queue_time", "s", "How long an utterance with text waited for a place on the device before its first frame.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24] });
        Beginnings = _meter.CreateCounter<long>(
            "qwen3tts.generator.beginnings", "{utterance}", "First frames, by whether their utterance took over the keys and values of one that began alike (warm); none where none are kept.");
        RealTimeFactor = _meter.CreateHistogram(
            "qwen3tts.generator.real_time_factor", "1", "Device time over the length of the audio, of an utterance.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 4] });
    }

    internal Counter<long> Frames { get; }

    internal Counter<long> Runaways { get; }

    internal Histogram<int> BatchSize { get; }

    internal Histogram<double> FirstFrame { get; }

    internal Histogram<double> QueueTime { get; }

    internal Counter<long> Beginnings { get; }

    internal Histogram<double> RealTimeFactor { get; }

    /// <summary>An utterance begins; it ends when the result is disposed.</summary>
    public GenerateSpan Start(ModelDescription model, string utterance, CancellationToken caller) =>
        new(this, _source.StartActivity("talker.generate"), model, utterance, _time, caller);

    /// <summary>Reports how many utterances <paramref name="engine"/> has at work and waiting.</summary>
    public GenerationEngine Observe(GenerationEngine engine)
    {
        _meter.CreateObservableUpDownCounter(
            "qwen3tts.generator.active_utterances", () => engine.Active, "{utterance}", "Utterances with a place on the device.");
        _meter.CreateObservableUpDownCounter(
            "qwen3tts.generator.queue", () => engine.Waiting, "{utterance}", "Utterances with text that wait for a place.");
        _meter.CreateObservableUpDownCounter(
            "qwen3tts.generator.parked", () => engine.Parked, "{utterance}", "Open utterances that wait for text and hold no place.");
        _meter.CreateObservableUpDownCounter(
            "qwen3tts.generator.free_places", () => engine.Free, "{utterance}", "Places on the device, with their memory for keys and values, that are free.");
        _meter.CreateObservableGauge(
            "qwen3tts.generator.queue_age", () => engine.QueueAge.TotalSeconds, "s", "How long that utterance has waited for a place which has waited longest; 0 where none waits.");
        _meter.CreateObservableGauge(
            "qwen3tts.generator.key_value_use",
            () => engine.Models.Select(model => new Measurement<double>(
                model.Networks.KeyValueUse, KeyValuePair.Create("qwen3tts.model", (object?)model.Description.Name))),
            "1",
            "How much of the memory that is set aside for keys and values utterances have: 0 to 1.");
        engine.Ran += BatchSize.Record;
        return engine;
    }

    public void Dispose() => _source.Dispose();
}
