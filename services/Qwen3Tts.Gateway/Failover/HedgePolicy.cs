using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Telemetry;

namespace Qwen3Tts.Gateway.Failover;

/// <summary>Decides when another generator is asked for a first frame too.</summary>
internal sealed class HedgePolicy(IOptions<FailoverOptions> options, GatewayMetrics metrics, TimeProvider time)
{
    // What a time without late frames saves up.
    private const double MostSaved = 10;

    private readonly FailoverOptions _options = options.Value;
    private readonly Lock _lock = new();
    private double _saved = 1;

    public bool IsOn => _options.HedgeAfter > TimeSpan.Zero;

    public TimeSpan After => _options.HedgeAfter;

    public TimeProvider Time => time;

    /// <summary>A generation begins, and earns its share of the budget.</summary>
    public void Begin()
    {
        lock (_lock)
            _saved = Math.Min(MostSaved, _saved + _options.HedgeShare);
    }

    /// <summary>Whether one that is late may be asked for twice; then the budget is the less.</summary>
    public bool Allows()
    {
        lock (_lock)
        {
            if (_saved >= 1)
            {
                _saved--;
                return true;
            }
        }

        metrics.Hedged("budget");
        return false;
    }

    /// <summary>There was no other generator: what it would have cost was not spent.</summary>
    public void FoundNone()
    {
        lock (_lock)
            _saved++;
        metrics.Hedged("none");
    }

    public void Decided(bool another) => metrics.Hedged(another ? "another" : "same");
}
