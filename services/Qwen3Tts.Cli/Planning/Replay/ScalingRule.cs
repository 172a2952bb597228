namespace Qwen3Tts.Cli.Planning.Replay;

/// <summary>
/// What the chart's ScaledObject lets the horizontal pod autoscaler decide, as Kubernetes documents it: replicas by the share of places
/// and by the queue's age, whichever wants more; upwards at once, at most double or two more in 15 s; downwards one in 120 s, and only
/// to what was wanted all through the time to wait.
/// </summary>
public sealed class ScalingRule(ReplaySettings settings)
{
    /// <summary>Seconds between two decisions.</summary>
    public const double Period = 15;

    private const double Tolerance = 0.1;
    private const double DownPeriod = 120;
    private const int MostAdded = 2;

    private readonly Queue<(double At, int Wanted)> _wanted = new();
    private double _lastDown = double.NegativeInfinity;

    /// <returns>How many replicas there should be.</returns>
    /// <param name="now">Seconds.</param>
    /// <param name="replicas">That were asked for.</param>
    /// <param name="ready">Of them.</param>
    /// <param name="load">Utterances at work and waiting.</param>
    /// <param name="queueAge">How long the one that waits longest has waited, in seconds.</param>
    public int Decide(double now, int replicas, int ready, int load, double queueAge)
    {
        var byLoad = ByLoad(replicas, load);
        var byAge = ByAge(replicas, ready, queueAge);
        var wanted = Math.Clamp(Math.Max(byLoad, byAge), settings.Min, settings.Max);
        _wanted.Enqueue((now, wanted));
        while (_wanted.Peek().At < now - settings.ScaleDownAfter)
            _wanted.Dequeue();
        if (wanted > replicas)
            return Math.Min(wanted, Math.Max(2 * replicas, replicas + MostAdded));
        var stable = _wanted.Max(one => one.Wanted);
        if (stable >= replicas || now - _lastDown < DownPeriod)
            return replicas;
        _lastDown = now;
        return replicas - 1;
    }

    private int ByLoad(int replicas, int load)
    {
        var places = settings.Places * settings.Utilization;
        return Math.Abs(load / (places * replicas) - 1) <= Tolerance ? replicas : (int)Math.Ceiling(load / places);
    }

    private int ByAge(int replicas, int ready, double age)
    {
        var ratio = age / settings.QueueAge;
        // Queues that stand still must not want more replicas than an integer holds.
        return Math.Abs(ratio - 1) <= Tolerance ? replicas : (int)Math.Min(settings.Max, Math.Ceiling(ratio * ready));
    }
}
