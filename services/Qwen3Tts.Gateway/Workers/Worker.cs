using Grpc.Core;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>One address of a service.</summary>
internal sealed partial class Worker(
    Uri address, CallInvoker invoker, IWorkerDescriber describer, IWorkerHealth health, TimeSpan timeout, TimeProvider time, ILogger<Worker> logger)
{
    private readonly Lock _lock = new();
    private readonly WorkerRecord _record = new(time);
    private WorkerState _state = new(null, SpeechException.Unavailable($"The service '{describer.Service.Name()}' was not asked yet."));
    private TaskCompletionSource _leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<bool>? _asking;
    private Task? _watching;
    private int _calls;
    private int _callsOfOthers;
    private volatile bool _isFull;

    public Uri Address => address;

    public CallInvoker Invoker => invoker;

    public WorkerState State => Volatile.Read(ref _state);

    /// <summary>Ends when it says that it takes no more calls; a new one begins when it is there again.</summary>
    public Task Leaving => Volatile.Read(ref _leaving).Task;

    /// <summary>Whether it lost so many calls that others come first.</summary>
    public bool IsLeftOut => _record.IsLeftOut;

    /// <summary>Whether it has refused a call for want of room since it was last asked.</summary>
    public bool IsFull => _isFull;

    /// <summary>Calls in flight.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>
    /// The share of its places that is taken: by what it last said, less what was ours of that, and by what is ours now. Where it says
    /// nothing, our calls.
    /// </summary>
    public double Load => State.Description?.Places is { } places ? (double)(Volatile.Read(ref _callsOfOthers) + Calls) / places.Total : Calls;

    public bool Serves(string model) => State.Description?.Serves(model) is true;

    public string Fingerprint(string model) => State.Description?.Fingerprint(model) ?? "";

    /// <summary>Asks it what it serves; who asks at the same time shares the answer. Never fails: <see cref="State"/> has the outcome.</summary>
    /// <returns>Whether it said anything in time, if only that it cannot serve.</returns>
    public Task<bool> AskAsync()
    {
        lock (_lock)
            return _asking is { IsCompleted: false } ? _asking : _asking = DescribeAsync();
    }

    /// <summary>Takes note that a call found it missing. It counts as missing until it answers again.</summary>
    public void Miss(SpeechException failure)
    {
        // All calls that it loses at once count as one, and those of one that stops not at all.
        if (SetMissing(failure) && !Leaving.IsCompleted && _record.Lose() is { } time)
            LogLeftOut(describer.Service.Name(), address, time.TotalSeconds);
    }

    /// <summary>Takes note that it refused a call for want of room.</summary>
    public void Fill() => _isFull = true;

    /// <summary>Takes note that it failed in a call: one that does so again and again comes last.</summary>
    public void Fault()
    {
        if (_record.Lose() is { } time)
            LogLeftOut(describer.Service.Name(), address, time.TotalSeconds);
    }

    public void Enter() => Interlocked.Increment(ref _calls);

    public void Leave() => Interlocked.Decrement(ref _calls);

    private async Task<bool> DescribeAsync()
    {
        using var late = new CancellationTokenSource(timeout, time);
        try
        {
            var description = await describer.DescribeAsync(invoker, late.Token);
            Volatile.Write(ref _callsOfOthers, Math.Max(0, (description.Places?.Taken ?? 0) - Calls));
            _isFull = false;
            Set(new WorkerState(description, null));
            Watch();
        }
        catch (Exception error) when (late.IsCancellationRequested && error is RpcException or OperationCanceledException)
        {
            SetMissing(SpeechException.Unavailable($"The service '{describer.Service.Name()}' does not answer."));
            return false;
        }
        catch (RpcException error)
        {
            SetMissing(WorkerErrors.NotThere(error, describer.Service));
        }
        catch (SpeechException error)
        {
            SetMissing(error);
        }
        catch (Exception error)
        {
            // Whatever it answered, it must not end what asks all the others too.
            SetMissing(SpeechException.Unavailable($"The service '{describer.Service.Name()}' does not say what it serves: {error.Message}"));
        }

        return true;
    }

    private void Watch()
    {
        lock (_lock)
        {
            if (_watching is { IsCompleted: false } && !_leaving.Task.IsCompleted)
                return;
            if (_leaving.Task.IsCompleted)
                Volatile.Write(ref _leaving, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _watching = WatchAsync(_leaving);
        }
    }

    private async Task WatchAsync(TaskCompletionSource leaving)
    {
        if (!await health.LeavesAsync(invoker))
            return;
        SetMissing(SpeechException.Unavailable($"The service '{describer.Service.Name()}' takes no more calls."));
        leaving.SetResult();
    }

    /// <returns>Whether it was there until now.</returns>
    private bool SetMissing(SpeechException failure) => Set(new WorkerState(State.Description, failure));

    /// <returns>Whether it was there before.</returns>
    private bool Set(WorkerState state)
    {
        var before = Interlocked.Exchange(ref _state, state);
        if (state.IsThere && !before.IsThere)
            LogThere(describer.Service.Name(), address);
        else if (!state.IsThere && state.Failure?.Message != before.Failure?.Message)
            LogMissing(describer.Service.Name(), address, state.Failure?.Message);
        return before.IsThere;
    }

    [LoggerMessage(100, LogLevel.Information, "The {Service} at {Address} is there.")]
    private partial void LogThere(string service, Uri address);

    [LoggerMessage(101, LogLevel.Warning, "The {Service} at {Address} is missing: {Reason}")]
    private partial void LogMissing(string service, Uri address, string? reason);

    [LoggerMessage(104, LogLevel.Warning, "The {Service} at {Address} answers, but loses its calls: others come first for {Seconds} s.")]
    private partial void LogLeftOut(string service, Uri address, double seconds);
}
