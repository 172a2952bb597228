using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Qwen3Tts.TextFrontend.Telemetry;

/// <summary>What the service measures, by model.</summary>
public sealed class TextFrontendMetrics : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Source = "Qwen3Tts.TextFrontend";

    private readonly Meter _meter;
    private readonly Counter<long> _characters;
    private readonly Counter<long> _tokens;
    private readonly Histogram<double> _timeToFirstToken;

    public TextFrontendMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(Source);
        _characters = _meter.CreateCounter<long>("qwen3tts.text.characters", "{character}", "Characters of text to speak.");
        _tokens = _meter.CreateCounter<long>("qwen3tts.text.tokens", "{token}", "Ids of words sent.");
        _timeToFirstToken = _meter.CreateHistogram(
            "qwen3tts.text.time_to_first_token", "s", "From an utterance's first piece of text to its first ids of words.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5] });
    }

    /// <summary>Spans of this service.</summary>
    public static ActivitySource Activities { get; } = new(Source);

    public void AddCharacters(string model, int count) => _characters.Add(count, Model(model));

    public void AddTokens(string model, int count) => _tokens.Add(count, Model(model));

    public void RecordFirstToken(string model, TimeSpan elapsed) => _timeToFirstToken.Record(elapsed.TotalSeconds, Model(model));

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Model(string model) => new("qwen3tts.model", model);
}
