using Grpc.Core;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>One address of a service.</summary>
internal sealed partial class Worker(
    Uri address, CallInvoker invoker, IWorkerDescriber describer, TimeSpan timeout, TimeProvider time, ILogger<Worker> logger)
{
    private readonly Lock _lock = new();
    private WorkerState _state = new(null, SpeechException.Unavailable($"The service '{describer.Service.Name()}' was not asked yet."));
    private Task? _asking;
    private int _calls;

    public CallInvoker Invoker => invoker;

    public WorkerState State => Volatile.Read(ref _state);

    /// <summary>Calls in flight.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public bool Serves(string model) => State.Description?.Serves(model) is true;

    public string Fingerprint(string model) => State.Description?.Fingerprint(model) ?? "";

    /// <summary>Asks it what it serves; who asks at the same time shares the answer. Never fails: <see cref="State"/> has the outcome.</summary>
    public Task AskAsync()
    {
        lock (_lock)
            return _asking is { IsCompleted: false } ? _asking : _asking = DescribeAsync();
    }

    /// <summary>Takes note that a call found it missing. It counts as missing until it answers again.</summary>
    public void Miss(SpeechException failure) => Set(new WorkerState(State.Description, failure));

    public void Enter() => Interlocked.Increment(ref _calls);

    public void Leave() => Interlocked.Decrement(ref _calls);

    private async Task DescribeAsync()
    {
        using var late = new CancellationTokenSource(timeout, time);
        try
        {
            Set(new WorkerState(await describer.DescribeAsync(invoker, late.Token), null));
        }
        catch (Exception error) when (late.IsCancellationRequested && error is RpcException or OperationCanceledException)
        {
            Miss(SpeechException.Unavailable($"The service '{describer.Service.Name()}' does not answer."));
        }
        catch (RpcException error)
        {
            Miss(WorkerErrors.NotThere(error, describer.Service));
        }
        catch (SpeechException error)
        {
            Miss(error);
        }
    }

    private void Set(WorkerState state)
    {
        var before = Interlocked.Exchange(ref _state, state);
        if (state.IsThere && !before.IsThere)
            LogThere(describer.Service.Name(), address);
        else if (!state.IsThere && state.Failure?.Message != before.Failure?.Message)
            LogMissing(describer.Service.Name(), address, state.Failure?.Message);
    }

    [LoggerMessage(100, LogLevel.Information, "The {Service} at {Address} is there.")]
    private partial void LogThere(string service, Uri address);

    [LoggerMessage(101, LogLevel.Warning, "The {Service} at {Address} is missing: {Reason}")]
    private partial void LogMissing(string service, Uri address, string? reason);
}
