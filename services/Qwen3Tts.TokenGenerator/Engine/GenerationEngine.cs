using System.Threading.RateLimiting;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.TokenGenerator.Guarding;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>
/// The one thread that uses the device. At every frame boundary utterances join and leave; a run makes a frame of as many as are ready,
/// as <see cref="BatchPolicy"/> chooses. Those that wait for text hold no place for long. Owns the models' networks.
/// </summary>
public sealed class GenerationEngine : IDisposable
{
    private readonly SortedDictionary<string, ServedGenerator> _models;
    private readonly EngineOptions _options;
    private readonly GuardOptions? _guard;
    private readonly RunWatch? _watch;
    private readonly TimeProvider _time;
    private readonly ConcurrencyLimiter _streams;
    private readonly BatchPolicy _policy;
    private readonly Lock _lock = new();
    private readonly List<EngineUtterance> _joining = [];
    private readonly List<EngineUtterance> _open = [];
    private readonly List<EngineUtterance> _ready = [];
    private readonly IUtterance[] _batch;

    // Not disposed: a caller may leave, and wake the engine, after the engine has stopped.
    private readonly AutoResetEvent _wake = new(false);
    private readonly ITimer _timer;
    private readonly Thread _thread;
    private volatile int _active;
    private volatile int _waiting;
    private volatile int _parked;

    // A timestamp; 0 where none waits.
    private long _oldest;
    private volatile bool _stopping;

    /// <param name="guard">Null guards nothing.</param>
    /// <param name="watch">Told of each pass over the device; null is not told.</param>
    public GenerationEngine(
        IEnumerable<ServedGenerator> models, EngineOptions options, TimeProvider time, GuardOptions? guard = null, RunWatch? watch = null)
    {
        (_guard, _watch) = (guard, watch);
        _models = new SortedDictionary<string, ServedGenerator>(models.ToDictionary(model => model.Description.Name), StringComparer.Ordinal);
        _options = options;
        _time = time;
        _streams = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = options.MaxStreams });
        _policy = new BatchPolicy(Math.Min(options.MaxBatch, options.MaxUtterances), options.MaxLead);
        _batch = new IUtterance[options.MaxUtterances];
        _timer = time.CreateTimer(_ => _wake.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new Thread(Loop) { Name = "token-generator", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Told after each run how many utterances it served.</summary>
    public event Action<int>? Ran;

    public IEnumerable<ServedGenerator> Models => _models.Values;

    /// <summary>Utterances with a place on the device.</summary>
    public int Active => _active;

    /// <summary>Utterances with text that wait for a place.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting + _joining.Count(utterance => utterance.WantsPlace);
        }
    }

    /// <summary>How long that utterance has waited for a place which has waited longest.</summary>
    public TimeSpan QueueAge => Volatile.Read(ref _oldest) is var since and not 0 ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Utterances that have a place on the device at the same time.</summary>
    public int Places => _options.MaxUtterances;

    /// <summary>Places on the device that no utterance has.</summary>
    public int Free => Places - _active;

    /// <summary>Open utterances that wait for text without a place.</summary>
    public int Parked => _parked;

    /// <exception cref="SpeechException">NotFound: the model is not served; the message lists those that are.</exception>
    public ServedGenerator this[string model] => _models.TryGetValue(model, out var served)
        ? served
        : throw SpeechException.NotFound($"There is no model '{model}'; served are: {string.Join(", ", _models.Keys)}.");

    /// <summary>A stream for one utterance.</summary>
    /// <param name="goesOn">Frames of it have been made elsewhere: it is heard already, and need not wait behind those that are not.</param>
    /// <exception cref="SpeechException">Exhausted: too many utterances wait, or too many are open.</exception>
    public EnginePlace Enter(bool goesOn = false)
    {
        if (!goesOn && _active + Waiting >= _options.MaxUtterances + _options.QueueLength)
        {
            throw SpeechException.Exhausted(
                $"The token generator has {_options.MaxUtterances} utterances at work and {_options.QueueLength} waiting; try again later.");
        }

        var lease = _streams.AttemptAcquire();
        return lease.IsAcquired
            ? new EnginePlace(this, lease)
            : throw SpeechException.Exhausted($"The token generator has {_options.MaxStreams} utterances open; try again later.");
    }

    /// <summary>Stops at the next frame. Utterances that have not ended fail as unavailable.</summary>
    public void Dispose()
    {
        _stopping = true;
        _wake.Set();
        _thread.Join();
        _timer.Dispose();
        foreach (var model in _models.Values)
            model.Networks.Dispose();
        _streams.Dispose();
    }

    internal EngineUtterance Start(ServedGenerator model, GenerationRequest request, CodeFrames? made)
    {
        var generation = new Generation(request.MaxFrames, _options.MaxTokens, () => _wake.Set());
        var codec = model.Description.Codec;
        var guard = _guard is not null && RunawayPolicy.For(_guard, request.Language, codec) is { } policy ? new RunawayGuard(policy, codec) : null;
        var utterance = new EngineUtterance(generation, model, request, made, _options, _time, guard);
        lock (_lock)
            _joining.Add(utterance);
        _wake.Set();
        return utterance;
    }

    internal void Leave(EngineUtterance utterance)
    {
        lock (_lock)
            _joining.Remove(utterance);
        utterance.Generation.Cancel(new OperationCanceledException());
    }

    private void Loop()
    {
        while (!_stopping)
        {
            bool ran;
            using (_watch?.Begin())
            {
                Refresh();
                ran = Run();
            }

            if (ran)
                continue;
            _timer.Change(UntilTimeout(), Timeout.InfiniteTimeSpan);
            _wake.WaitOne();
        }

        Refresh();
        foreach (var utterance in _open)
            utterance.Fail(SpeechException.Unavailable("The token generator is stopping."));
    }

    /// <summary>What happens at a frame boundary: some leave, some join, places are given to those who waited longest.</summary>
    private void Refresh()
    {
        lock (_lock)
        {
            _open.AddRange(_joining);
            _joining.Clear();
        }

        int active = 0, waiting = 0;
        foreach (var utterance in _open)
        {
            utterance.Refresh();
            active += utterance.Networks is null ? 0 : 1;
        }

        var oldest = long.MaxValue;
        // Those that are heard already come before those that are new.
        foreach (var begun in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (var utterance in _open)
            {
                if (utterance.IsBegun != begun || !utterance.WantsPlace)
                    continue;
                if (active < _options.MaxUtterances)
                    utterance.TakePlace();
                else
                    (waiting, oldest) = (waiting + 1, Math.Min(oldest, utterance.Wait()));
                active += utterance.Networks is null ? 0 : 1;
            }
        }

        _open.RemoveAll(static utterance => utterance.Over);
        (_active, _waiting, _parked) = (active, waiting, _open.Count - active - waiting);
        Volatile.Write(ref _oldest, waiting > 0 ? oldest : 0);
    }

    /// <summary>False where no utterance is ready.</summary>
    private bool Run()
    {
        _ready.Clear();
        foreach (var utterance in _open)
        {
            if (utterance.Networks is { Ready: true })
                _ready.Add(utterance);
        }

        _policy.Choose(_ready);
        if (_ready.Count == 0)
            return false;
        for (var i = 0; i < _ready.Count; i++)
            _batch[i] = _ready[i].Networks!;
        var started = _time.GetTimestamp();
        try
        {
            _ready[0].Model.Networks.Advance(_batch.AsSpan(0, _ready.Count));
        }
        catch (Exception error)
        {
            // Whose fault it is cannot be told: none of the batch may go on here.
            var failure = DeviceFailure.Of(error, _watch);
            foreach (var utterance in _ready)
                utterance.Fail(failure);
            return true;
        }

        _watch?.Succeed();

        var share = _time.GetElapsedTime(started) / _ready.Count;
        foreach (var utterance in _ready)
            utterance.Collect(share);
        Ran?.Invoke(_ready.Count);
        return true;
    }

    private TimeSpan UntilTimeout()
    {
        var least = Timeout.InfiniteTimeSpan;
        foreach (var utterance in _open)
        {
            if (utterance.UntilTimeout is not { } until)
                continue;
            until = until > TimeSpan.Zero ? until : TimeSpan.Zero;
            if (least == Timeout.InfiniteTimeSpan || until < least)
                least = until;
        }

        return least;
    }
}
