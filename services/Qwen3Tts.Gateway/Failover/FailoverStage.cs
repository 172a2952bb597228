using System.Runtime.CompilerServices;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Failover;

/// <summary>A stream that goes on with another worker where its own is lost, stalls or stops.</summary>
internal abstract class FailoverStage<TStream>(WorkerService service, Utterance utterance, FailoverPolicy policy, TStream first) : IStageStream
    where TStream : class, IStageStream
{
    private readonly SemaphoreSlim _writing = new(1);
    private int _moves;

    public Task Leaving => Worker.Leaving;

    public Task<bool> AnswersAsync() => Worker.AnswersAsync();

    public bool HasOther => Worker.HasOther;

    public bool HasRoomElsewhere => Worker.HasRoomElsewhere;

    /// <summary>The stream to the present worker.</summary>
    protected TStream Worker { get; private set; } = first;

    protected Utterance Utterance => utterance;

    protected FailoverPolicy Policy => policy;

    public void Abandon() => Worker.Abandon();

    public void Dispose()
    {
        Worker.Dispose();
        _writing.Dispose();
    }

    /// <summary>A stream to another worker.</summary>
    /// <exception cref="SpeechException">Unavailable: there is none.</exception>
    protected abstract ValueTask<TStream> OpenAsync();

    /// <summary>Brings the next worker, which is <see cref="Worker"/> by now, to where the last one was. Nothing is written meanwhile.</summary>
    protected abstract Task GoOnAsync(CancellationToken cancellation);

    /// <summary>Writes when nothing else is written, and no move is made.</summary>
    protected Task WriteAsync(Func<Task> write, CancellationToken cancellation) => _writing.HoldAsync(write, cancellation);

    /// <summary>Whether the stream may move after this error.</summary>
    protected bool Allows(SpeechException error) => policy.Allows(error, _moves, Worker);

    /// <summary>Moves from a worker that stops.</summary>
    /// <returns>False where there is no other: it is kept.</returns>
    protected Task<bool> HandOverAsync(CancellationToken cancellation) => policy.HandOverAsync(service, utterance.Id, MoveAsync, cancellation);

    /// <summary>Lets go of a worker that was lost, stalls or has no room.</summary>
    protected void Drop(SpeechException failure)
    {
        if (failure.Kind is SpeechErrorKind.Unavailable)
            Worker.Abandon();
        Worker.Dispose();
    }

    /// <summary>Moves from a worker that was dropped.</summary>
    /// <param name="begun">Whether something has been made.</param>
    /// <param name="failure">Why; thrown where there is no other.</param>
    protected Task MoveOnAsync(bool begun, SpeechException failure, CancellationToken cancellation)
    {
        _moves++;
        return policy.MoveAsync(service, utterance.Id, begun, failure, MoveAsync, cancellation);
    }

    /// <summary>What the workers send, one after the other.</summary>
    /// <param name="read">Begins to read from the present worker; asked anew after each move.</param>
    /// <param name="owes">Whether the worker owes something.</param>
    /// <param name="begun">Whether something has been made.</param>
    protected async IAsyncEnumerable<T> ReadAsync<T>(
        Func<IAsyncEnumerable<T>> read, Func<bool> owes, Func<bool> begun, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var deadline = policy.StallDeadline(_moves, () => Worker.HasOther);
            var reader = new WatchedReader<T>(read(), () => Worker.Leaving, () => Worker.AnswersAsync(), deadline, policy.Time, cancellation);
            SpeechException? failure = null;
            var outcome = ReadOutcome.End;
            while (true)
            {
                try
                {
                    outcome = await reader.NextAsync(owes);
                }
                catch (SpeechException error) when (Allows(error))
                {
                    failure = error;
                    break;
                }

                if (outcome is ReadOutcome.Leaving && !await HandOverAsync(cancellation))
                {
                    reader.Stay();
                    continue;
                }

                if (outcome is not ReadOutcome.Item)
                    break;
                yield return reader.Current;
            }

            if (failure is null && outcome is ReadOutcome.End)
                yield break;
            if (failure is not null)
                Drop(failure);
            await reader.CloseAsync();
            // Where it was handed over, the other has begun already.
            if (failure is not null)
                await MoveOnAsync(begun(), failure, cancellation);
        }
    }

    /// <summary>Goes on with another worker; throws, and changes nothing, where there is none.</summary>
    private async Task MoveAsync(CancellationToken cancellation)
    {
        var next = await OpenAsync();
        // Before the turn is asked for: a write to the old worker may hold it.
        Worker.Dispose();
        try
        {
            await _writing.HoldAsync(
                () =>
                {
                    Worker = next;
                    return GoOnAsync(cancellation);
                },
                cancellation);
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }
}
