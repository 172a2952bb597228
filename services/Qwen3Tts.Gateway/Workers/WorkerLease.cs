using Grpc.Core;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>A worker chosen for a call; it counts as the worker's until it is disposed.</summary>
internal sealed class WorkerLease : IDisposable
{
    private readonly WorkerPool _pool;
    private readonly Worker _worker;
    private int _left;

    public WorkerLease(WorkerPool pool, string model, Worker worker)
    {
        (_pool, Model, _worker) = (pool, model, worker);
        Leaving = worker.Leaving;
        worker.Enter();
    }

    public WorkerService Service => _pool.Service;

    public string Model { get; }

    /// <summary>Ends when the worker says that it stops.</summary>
    public Task Leaving { get; }

    public Worker Worker => _worker;

    /// <summary>Asks the worker whether it is there still: false where it says nothing at all in time.</summary>
    public Task<bool> AnswersAsync() => _worker.AskAsync();

    /// <summary>Whether another worker could take its call.</summary>
    public bool HasOther => _pool.HasBeside(this);

    /// <summary>Whether another worker could take its call where this one has no room.</summary>
    public bool HasRoomElsewhere => _pool.HasRoomBeside(this);

    public CallInvoker Invoker => _worker.Invoker;

    /// <summary>The error of the call in the fleet's terms; the worker is chosen by it from now on: not at all until it answers, or after others.</summary>
    public SpeechException Translate(RpcException error)
    {
        var speech = WorkerErrors.Translate(error, Service);
        // A call that we gave up says nothing of the worker.
        if (Volatile.Read(ref _left) is not 0)
            return speech;
        switch (speech.Kind)
        {
            case SpeechErrorKind.Unavailable:
                _worker.Miss(speech);
                break;
            case SpeechErrorKind.Internal:
                _worker.Fault();
                break;
            case SpeechErrorKind.Exhausted:
                _worker.Fill();
                break;
        }

        return speech;
    }

    /// <summary>The worker stalls: it is not chosen again until it answers.</summary>
    public void Abandon()
    {
        if (_worker.State.IsThere)
            _worker.Miss(SpeechException.Unavailable($"The service '{Service.Name()}' stalls."));
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) is 0)
            _worker.Leave();
    }
}
