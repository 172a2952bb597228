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
    private readonly List<(string Name, double Value)> _values = [];

    public Measurements(string source)
    {
        Factory = _services.GetRequiredService<IMeterFactory>();
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == Factory)
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<int>((instrument, value, _, _) => _values.Add((instrument.Name, value)));
        _meters.SetMeasurementEventCallback<long>((instrument, value, _, _) => _values.Add((instrument.Name, value)));
        _meters.SetMeasurementEventCallback<double>((instrument, value, _, _) => _values.Add((instrument.Name, value)));
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

    /// <summary>Asks the observable instruments.</summary>
    public void Observe() => _meters.RecordObservableInstruments();

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
        _services.Dispose();
    }
}
