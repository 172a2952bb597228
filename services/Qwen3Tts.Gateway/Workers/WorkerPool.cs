using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>One service behind its addresses.</summary>
internal sealed class WorkerPool(WorkerService service, IReadOnlyList<Worker> workers, TwoChoices choices)
{
    private IReadOnlyList<Worker> _workers = workers;

    public WorkerService Service => service;

    /// <summary>Those that calls are given to from now on, in the order of the addresses.</summary>
    public IReadOnlyList<Worker> Workers
    {
        get => Volatile.Read(ref _workers);
        set => Volatile.Write(ref _workers, value);
    }

    /// <summary>Whether the settings name an address, if only one that leads nowhere now.</summary>
    public bool IsConfigured { get; init; } = true;

    /// <summary>The models that its workers serve or have served before they went missing, in the order of the addresses.</summary>
    public IEnumerable<WorkerModel> Models =>
        Workers.SelectMany(worker => worker.State.Description?.Models ?? []).DistinctBy(model => model.Name);

    /// <summary>Whether every worker has ever said what it serves.</summary>
    public bool IsKnown => Workers.All(worker => worker.State.Description is not null);

    /// <summary>Why nothing is known of what it serves; null when something is.</summary>
    public SpeechException? WhyUnknown
    {
        get
        {
            var workers = Workers;
            return workers.Any(worker => worker.State.Description is not null) ? null : Failure(workers);
        }
    }

    public Task AskAllAsync() => Task.WhenAll(Workers.Select(worker => worker.AskAsync()));

    /// <summary>Asks those that are missing what they serve.</summary>
    public Task AskMissingAsync() => Task.WhenAll(Workers.Where(worker => !worker.State.IsThere).Select(worker => worker.AskAsync()));

    /// <summary>The fingerprint of the worker that would be chosen for a model now; empty where none is there.</summary>
    public string Fingerprint(string model) => Choose(model, WorkerBuild.Any)?.Fingerprint(model) ?? "";

    /// <summary>
    /// The less loaded of two workers that are drawn among those that serve <paramref name="model"/>; those that lose their calls come last,
    /// and those that had no room when they were last called after their like.
    /// </summary>
    /// <param name="build">Which of them come first, or alone.</param>
    /// <param name="likeness">See <see cref="TwoChoices"/>.</param>
    /// <exception cref="SpeechException">
    /// Unavailable, with the service's name: none is there, also when asked again. Unsupported: no address is configured.
    /// </exception>
    public async ValueTask<WorkerLease> LeaseAsync(string model, CancellationToken cancellation, WorkerBuild build = default, string? likeness = null)
    {
        if (Choose(model, build, likeness: likeness) is { } first)
            return new WorkerLease(this, model, first);

        await AskMissingAsync().WaitAsync(cancellation);
        return Choose(model, build, likeness: likeness) is { } second ? new WorkerLease(this, model, second) : throw WhyNone(model, build);
    }

    /// <summary>Another worker than that of a lease, whose results are the same to the bit.</summary>
    /// <returns>Null where none is there.</returns>
    public WorkerLease? TryLeaseBeside(WorkerLease lease)
    {
        var build = new WorkerBuild(lease.Worker.Fingerprint(lease.Model), IsRequired: true);
        return Choose(lease.Model, build, worker => worker != lease.Worker && !worker.IsLeftOut) is { } other
            ? new WorkerLease(this, lease.Model, other)
            : null;
    }

    /// <summary>Whether another worker than that of a lease could take its call.</summary>
    public bool HasBeside(WorkerLease lease) => Beside(lease).Any();

    /// <summary>Whether another worker than that of a lease could take its call, as far as is known, where its own has no room.</summary>
    public bool HasRoomBeside(WorkerLease lease) => Beside(lease).Any(worker => !worker.IsFull);

    private IEnumerable<Worker> Beside(WorkerLease lease) =>
        Workers.Where(worker => worker != lease.Worker && !worker.IsLeftOut && worker.State.IsThere && worker.Serves(lease.Model));

    private Worker? Choose(string model, WorkerBuild build, Func<Worker, bool>? among = null, string? likeness = null)
    {
        var best = Workers
            .Where(worker => worker.State.IsThere && worker.Serves(model) && among?.Invoke(worker) is not false)
            .GroupBy(worker => (
                IsSecond: build.ComesFirst && !build.Matches(worker.Fingerprint(model)),
                worker.IsLeftOut,
                IsAnother: !build.Matches(worker.Fingerprint(model)),
                worker.IsFull))
            .Where(group => !build.IsRequired || !group.Key.IsAnother)
            .MinBy(group => group.Key);
        return best is null ? null : choices.Of([.. best], likeness);
    }

    private SpeechException WhyNone(string model, WorkerBuild build)
    {
        var workers = Workers;
        if (build.IsRequired && Choose(model, WorkerBuild.Any) is not null)
            return SpeechException.Unavailable($"No '{service.Name()}' of the build and precision that began this utterance is there.");
        var able = workers.Where(worker => worker.Serves(model)).ToList();
        if (able.Count > 0)
            return Failure(able);
        var unknown = workers.Where(worker => worker.State.Description is null).ToList();
        return unknown.Count > 0 || workers.Count is 0
            ? Failure(unknown)
            : SpeechException.Unavailable($"No '{service.Name()}' of this fleet serves the model '{model}'.");
    }

    private SpeechException Failure(IReadOnlyList<Worker> missing)
    {
        var failure = missing.Select(worker => worker.State.Failure).FirstOrDefault(failure => failure is not null);
        if (failure is not null)
            return SpeechException.Unavailable(failure.Message);
        return IsConfigured
            ? SpeechException.Unavailable($"There is no '{service.Name()}' at the addresses of {ServicesOptions.Section}:{service} now.")
            : SpeechException.Unsupported($"This fleet has no '{service.Name()}': {ServicesOptions.Section}:{service} has no address.");
    }
}
