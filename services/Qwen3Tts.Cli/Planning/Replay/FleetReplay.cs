namespace Qwen3Tts.Cli.Planning.Replay;

/// <summary>
/// Listeners against generators that come and go by the chart's rule, in time that is counted and not waited for. Decoders are taken to be
/// as many as they have to be.
/// </summary>
public sealed class FleetReplay
{
    private const double ScrapePeriod = 5_000;

    private readonly StepTimes _times;
    private readonly PlanRequest _request;
    private readonly ReplaySettings _settings;
    private readonly ScalingRule _rule;
    private readonly double _end;
    private readonly List<ReplayGenerator> _generators = [];
    private readonly List<ReplayListener> _listeners = [];
    private readonly List<ReplayMoment> _moments = [];
    private readonly PriorityQueue<Action, (double At, long Order)> _events = new();
    private readonly IEnumerator<(double At, double Seconds)> _arrivals;
    private double _now;
    private long _order;
    private (int Load, double Age) _scraped;

    private FleetReplay(StepTimes times, PlanRequest request, Arrivals arrivals, ReplaySettings settings)
    {
        (_times, _request, _settings, _rule) = (times, request, settings, new ScalingRule(settings));
        _end = arrivals.Duration * 1000;
        _arrivals = arrivals.All().GetEnumerator();
    }

    private IEnumerable<ReplayGenerator> Kept => _generators.Where(generator => !generator.IsStopping);

    private IEnumerable<ReplayGenerator> Serving => Kept.Where(generator => generator.IsKnown);

    /// <summary>Replays; the same arrivals and settings give the same outcome.</summary>
    public static ReplayOutcome Run(StepTimes times, PlanRequest request, Arrivals arrivals, ReplaySettings settings)
    {
        var replay = new FleetReplay(times, request, arrivals, settings);
        replay.Run();
        return new ReplayOutcome(arrivals.Duration, [.. replay._listeners.OrderBy(listener => listener.Second)], replay._moments);
    }

    private void Run()
    {
        for (var i = 0; i < _settings.Min; i++)
            _generators.Add(new ReplayGenerator(_times, _settings, _request.WritingSpeed) { IsReady = true, IsKnown = true });
        Scrape();
        At(ScalingRule.Period * 1000, Scale);
        NextArrival();
        while (_events.TryDequeue(out var happens, out var when))
        {
            _now = when.At;
            happens();
        }
    }

    private void At(double time, Action happens) => _events.Enqueue(happens, (time, _order++));

    private void NextArrival()
    {
        if (!_arrivals.MoveNext())
            return;
        var (at, seconds) = _arrivals.Current;
        At(at * 1000, () =>
        {
            Arrive(Math.Max(1, (int)(seconds * 1000 / _times.FrameMilliseconds)));
            NextArrival();
        });
    }

    private void Arrive(int frames)
    {
        // A little better than the Gateway, which draws two and takes the one with fewer.
        var generator = Serving.MinBy(one => one.Calls);
        if (generator is null or { IsFull: true })
        {
            _listeners.Add(new ReplayListener(_now / 1000, null, Underrun: false));
            return;
        }

        generator.Take(new ReplayUtterance(_now, frames));
        Go(generator);
    }

    private void Go(ReplayGenerator generator)
    {
        if (generator.IsRunning || generator.Begin(_now) is not { } at)
            return;
        At(at, generator.IsRunning ? () => EndRun(generator) : () => Go(generator));
    }

    private void EndRun(ReplayGenerator generator)
    {
        foreach (var utterance in generator.End(_now))
            _listeners.Add(new ReplayListener(utterance.Arrived / 1000, utterance.FirstAudio, utterance.Underrun));
        if (generator is { IsStopping: true, Calls: 0 })
            _generators.Remove(generator);
        Go(generator);
    }

    private void Scrape()
    {
        _scraped = (_generators.Sum(generator => generator.Calls), _generators.Max(generator => (double?)generator.Waited(_now)) / 1000 ?? 0);
        _moments.Add(new ReplayMoment(_now / 1000, Kept.Count(), Serving.Count(), _scraped.Load));
        if (_now + ScrapePeriod < _end)
            At(_now + ScrapePeriod, Scrape);
    }

    private void Scale()
    {
        var replicas = Kept.Count();
        var wanted = _rule.Decide(_now / 1000, replicas, Kept.Count(generator => generator.IsReady), _scraped.Load, _scraped.Age);
        for (; replicas < wanted; replicas++)
            Add();
        for (; replicas > wanted; replicas--)
            Stop();
        if (_now + ScalingRule.Period * 1000 < _end)
            At(_now + ScalingRule.Period * 1000, Scale);
    }

    private void Add()
    {
        var generator = new ReplayGenerator(_times, _settings, _request.WritingSpeed);
        _generators.Add(generator);
        At(_now + _settings.StartSeconds * 1000, () => generator.IsReady = true);
        At(_now + (_settings.StartSeconds + _settings.Discovery) * 1000, () => generator.IsKnown = true);
    }

    /// <summary>As a ReplicaSet chooses: one that is not ready, else the newest.</summary>
    private void Stop()
    {
        var generator = Kept.LastOrDefault(one => !one.IsReady) ?? Kept.Last();
        generator.IsStopping = true;
        if (generator.Calls is 0)
            _generators.Remove(generator);
    }
}
