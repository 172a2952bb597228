using System.Threading.RateLimiting;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.TokenGenerator.Guarding;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>
/// The one thread that uses the device. Utterances take turns, a frame each; those that wait for text are passed over.
/// Owns the models' networks.
/// </summary>
public sealed class GenerationEngine : IDisposable
{
    private readonly SortedDictionary<string, ServedGenerator> _models;
    private readonly EngineOptions _options;
    private readonly GuardOptions? _guard;
    private readonly TimeProvider _time;
    private readonly ConcurrencyLimiter _places;
    private readonly Lock _lock = new();
    private readonly LinkedList<EngineUtterance> _waiting = [];
    private readonly List<EngineUtterance> _active = [];

    // Not disposed: a caller may leave, and wake the engine, after the engine has stopped.
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile int _activeCount;
    private volatile bool _stopping;

    /// <param name="guard">Null guards nothing.</param>
    public GenerationEngine(IEnumerable<ServedGenerator> models, EngineOptions options, TimeProvider time, GuardOptions? guard = null)
    {
        _guard = guard;
        _models = new SortedDictionary<string, ServedGenerator>(models.ToDictionary(model => model.Description.Name), StringComparer.Ordinal);
        _options = options;
        _time = time;
        _places = new ConcurrencyLimiter(
            new ConcurrencyLimiterOptions { PermitLimit = options.MaxUtterances + options.QueueLength });
        _thread = new Thread(Loop) { Name = "token-generator", IsBackground = true };
        _thread.Start();
    }

    public IEnumerable<ServedGenerator> Models => _models.Values;

    /// <summary>Utterances that take turns.</summary>
    public int Active => _activeCount;

    /// <summary>Utterances that wait for another to end.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <exception cref="SpeechException">NotFound: the model is not served; the message lists those that are.</exception>
    public ServedGenerator this[string model] => _models.TryGetValue(model, out var served)
        ? served
        : throw SpeechException.NotFound($"There is no model '{model}'; served are: {string.Join(", ", _models.Keys)}.");

    /// <summary>A place for one utterance.</summary>
    /// <exception cref="SpeechException">Exhausted: all places are taken.</exception>
    public EnginePlace Enter()
    {
        var lease = _places.AttemptAcquire();
        return lease.IsAcquired ? new EnginePlace(this, lease) : throw SpeechException.Exhausted(
            $"The token generator has {_options.MaxUtterances} utterances at work and {_options.QueueLength} waiting; try again later.");
    }

    /// <summary>Stops at the next frame. Utterances that have not ended fail as unavailable.</summary>
    public void Dispose()
    {
        _stopping = true;
        _wake.Set();
        _thread.Join();
        foreach (var model in _models.Values)
            model.Networks.Dispose();
        _places.Dispose();
    }

    internal EngineUtterance Start(ServedGenerator model, GenerationRequest request)
    {
        var codec = model.Description.Codec;
        var policy = _guard is null ? null : RunawayPolicy.For(_guard, request.Language, codec);
        var guard = policy is null ? null : new RunawayGuard(policy, codec);
        var generation = new Generation(request.MaxFrames, _options.MaxTokens, guard, () => _wake.Set());
        var utterance = new EngineUtterance(generation, model, request, _time);
        lock (_lock)
            _waiting.AddLast(utterance);
        _wake.Set();
        return utterance;
    }

    internal void Leave(EngineUtterance utterance)
    {
        lock (_lock)
            _waiting.Remove(utterance);
        utterance.Generation.Cancel(new OperationCanceledException());
    }

    private void Loop()
    {
        while (!_stopping)
        {
            _active.RemoveAll(utterance => utterance.CloseIfCancelled());
            Admit(_options.MaxUtterances);
            if (!TakeTurn())
                _wake.WaitOne();
        }

        Admit(int.MaxValue);
        foreach (var utterance in _active)
        {
            utterance.Generation.Cancel(SpeechException.Unavailable("The token generator is stopping."));
            utterance.CloseIfCancelled();
        }
    }

    private void Admit(int places)
    {
        lock (_lock)
        {
            while (_active.Count < places && _waiting.First is { } first)
            {
                _waiting.RemoveFirst();
                _active.Add(first.Value);
            }
        }

        _activeCount = _active.Count;
    }

    /// <summary>The first utterance that need not wait for text has its turn, and is the last then. False where all wait.</summary>
    private bool TakeTurn()
    {
        for (var i = 0; i < _active.Count; i++)
        {
            var utterance = _active[i];
            var outcome = utterance.Turn();
            if (outcome is TurnOutcome.Waiting)
                continue;
            _active.RemoveAt(i);
            if (outcome is TurnOutcome.Stepped)
                _active.Add(utterance);
            return true;
        }

        return false;
    }
}
