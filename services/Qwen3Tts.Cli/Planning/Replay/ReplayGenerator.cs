namespace Qwen3Tts.Cli.Planning.Replay;

/// <summary>A generator's replica of a replay: places, a line, and runs whose time was measured. It chooses as the engine does.</summary>
internal sealed class ReplayGenerator(StepTimes times, ReplaySettings settings, double writingSpeed)
{
    private const double UrgentLead = 400;
    private const double MostLead = 10_000;

    private readonly List<ReplayUtterance> _active = [];
    private readonly Queue<ReplayUtterance> _waiting = new();
    private readonly List<ReplayUtterance> _batch = [];

    public bool IsReady { get; set; }

    /// <summary>Gateways know of it.</summary>
    public bool IsKnown { get; set; }

    /// <summary>It takes nothing on any more.</summary>
    public bool IsStopping { get; set; }

    public bool IsRunning { get; private set; }

    public int Calls => _active.Count + _waiting.Count;

    public bool IsFull => Calls >= settings.Places + settings.QueueLength;

    public double Waited(double now) => _waiting.TryPeek(out var oldest) ? now - oldest.Arrived : 0;

    public void Take(ReplayUtterance utterance) => _waiting.Enqueue(utterance);

    /// <summary>Begins a run.</summary>
    /// <returns>When it ends; or, where none is ready, when one will be; null where there is none.</returns>
    public double? Begin(double now)
    {
        while (_active.Count < settings.Places && _waiting.TryDequeue(out var next))
            _active.Add(next);
        _batch.Clear();
        foreach (var utterance in _active.Where(utterance => TextAt(utterance) <= now).OrderBy(Lead))
        {
            var limit = _batch.Count is 0 ? double.PositiveInfinity : _batch[0].IsNew ? UrgentLead : Math.Max(MostLead, Lead(_batch[0]));
            if (_batch.Count < times.Most && Lead(utterance) <= limit)
                _batch.Add(utterance);
        }

        if (_batch.Count is 0)
            return _active.Count is 0 ? null : _active.Min(TextAt);
        IsRunning = true;
        return now + times.Generator(_batch.Count) + _batch.Count(utterance => utterance.IsNew) * times.Prefill;

        double Lead(ReplayUtterance utterance) => utterance.Lead(now, times.FrameMilliseconds);
    }

    /// <summary>The run's frames come out.</summary>
    /// <returns>Those that have ended.</returns>
    public IReadOnlyList<ReplayUtterance> End(double now)
    {
        IsRunning = false;
        foreach (var utterance in _batch)
            utterance.Hear(now + settings.AfterFrame, times.FrameMilliseconds);
        ReplayUtterance[] over = [.. _batch.Where(utterance => utterance.Over)];
        _active.RemoveAll(utterance => utterance.Over);
        return over;
    }

    private double TextAt(ReplayUtterance utterance) => utterance.TextAt(times.FrameMilliseconds, writingSpeed);
}
