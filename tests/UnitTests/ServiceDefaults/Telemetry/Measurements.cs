using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;

/// <summary>What meters of one factory measured, and what spans of one source ended.</summary>
public sealed class Measurements : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;
    private readonly List<(string Name, double Value, string Tags)> _values = [];

    public Measurements(string source)
    {
        Factory = _services.GetRequiredService<IMeterFactory>();
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == Factory)
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = other => other.Name == source,
            Sample = (ref _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public IMeterFactory Factory { get; }

    public IEnumerable<double> Of(string instrument) => _values.Where(value => value.Name == instrument).Select(value => value.Value);

    /// <summary>The tags of what an instrument measured, each as <c>name=value</c>.</summary>
    public IEnumerable<string> TagsOf(string instrument) => _values.Where(value => value.Name == instrument).Select(value => value.Tags);

    /// <summary>Asks the observable instruments.</summary>
    public void Observe() => _meters.RecordObservableInstruments();

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
        _services.Dispose();
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _values.Add((instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order())));
}
