using System.Runtime.CompilerServices;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Failover;

/// <summary>A text that another TextFrontend reads again from its beginning: what has come of it is passed over.</summary>
internal sealed class FailoverTokenizing(IStages workers, Utterance utterance, CallLimits limits, FailoverPolicy policy, ITokenizing first) : ITokenizing
{
    private readonly SemaphoreSlim _writing = new(1);

    // Null where what had come was to be spoken at once.
    private readonly List<string?> _pieces = [];
    private ITokenizing _worker = first;
    private bool _started;
    private bool _ended;
    private int _moves;

    public Task StartAsync(CancellationToken cancellation) => _writing.HoldAsync(
        () =>
        {
            _started = true;
            return _worker.StartAsync(cancellation);
        },
        cancellation);

    public Task SendAsync(string piece, CancellationToken cancellation) => _writing.HoldAsync(
        () =>
        {
            _pieces.Add(piece);
            return _worker.SendAsync(piece, cancellation);
        },
        cancellation);

    public Task FlushAsync(CancellationToken cancellation) => _writing.HoldAsync(
        () =>
        {
            _pieces.Add(null);
            return _worker.FlushAsync(cancellation);
        },
        cancellation);

    public Task EndAsync(CancellationToken cancellation) => _writing.HoldAsync(
        () =>
        {
            _ended = true;
            return _worker.EndAsync(cancellation);
        },
        cancellation);

    public async Task<PromptTokens> ReadPromptAsync(CancellationToken cancellation)
    {
        while (true)
        {
            SpeechException failure;
            try
            {
                var prompt = _worker.ReadPromptAsync(cancellation);
                if (await Task.WhenAny(prompt, _worker.Leaving) == prompt
                    || !await policy.HandOverAsync(WorkerService.TextFrontend, utterance.Id, MoveAsync, cancellation))
                {
                    return await prompt;
                }

                // It ends with its call.
                await ((Task)prompt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            catch (SpeechException error) when (policy.Allows(error, _moves))
            {
                failure = error;
            }

            _moves++;
            Drop();
            await policy.MoveAsync(
                WorkerService.TextFrontend, utterance.Id, begun: _pieces.Count > 0, failure, MoveAsync, cancellation);
        }
    }

    public async IAsyncEnumerable<TokenUnits> ReadTokensAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var tokens = _worker.ReadTokensAsync(cancellation);
        for (int taken = 0, between = 0; ; tokens = AfterPromptAsync(_worker, cancellation))
        {
            var reader = new WatchedReader<TokenUnits>(tokens, _worker.Leaving, Timeout.InfiniteTimeSpan, policy.Time, cancellation);
            var (known, knownBetween) = (taken, between);
            SpeechException? failure = null;
            var outcome = ReadOutcome.End;
            while (true)
            {
                try
                {
                    outcome = await reader.NextAsync(() => false);
                }
                catch (SpeechException error) when (policy.Allows(error, _moves))
                {
                    failure = error;
                    break;
                }

                if (outcome is ReadOutcome.Leaving && !await policy.HandOverAsync(WorkerService.TextFrontend, utterance.Id, MoveAsync, cancellation))
                {
                    reader.Stay();
                    continue;
                }

                if (outcome is not ReadOutcome.Item)
                    break;

                var units = reader.Current;
                if (units.Ids.Length is 0 && !units.End)
                {
                    // What lies between words: a pause, a mark, a warning.
                    if (knownBetween-- > 0)
                        continue;
                    between++;
                    yield return units;
                    continue;
                }

                var passed = Math.Min(known, units.Ids.Length);
                known -= passed;
                taken += units.Ids.Length - passed;
                if (passed < units.Ids.Length || units.End)
                    yield return units with { Ids = units.Ids[passed..] };
            }

            if (failure is null && outcome is ReadOutcome.End)
                yield break;
            if (failure is not null)
                Drop();
            await reader.CloseAsync();
            if (failure is null)
                continue;
            _moves++;
            await policy.MoveAsync(WorkerService.TextFrontend, utterance.Id, begun: true, failure, MoveAsync, cancellation);
        }
    }

    public Task Leaving => _worker.Leaving;

    public void Abandon() => _worker.Abandon();

    public void Dispose()
    {
        _worker.Dispose();
        _writing.Dispose();
    }

    private static async IAsyncEnumerable<TokenUnits> AfterPromptAsync(ITokenizing worker, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // It is what it was: it depends on the text's beginning alone.
        await worker.ReadPromptAsync(cancellation);
        await foreach (var units in worker.ReadTokensAsync(cancellation))
            yield return units;
    }

    private void Drop()
    {
        _worker.Abandon();
        _worker.Dispose();
    }

    /// <summary>Goes on with another worker; throws, and changes nothing, where there is none.</summary>
    private async Task MoveAsync(CancellationToken cancellation)
    {
        var next = await workers.OpenTokenizingAsync(utterance, limits);
        // Before the turn is asked for: a write to the old worker may hold it.
        _worker.Dispose();
        try
        {
            await _writing.HoldAsync(() => GoOnAsync(next, cancellation), cancellation);
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }

    private async Task GoOnAsync(ITokenizing next, CancellationToken cancellation)
    {
        _worker = next;
        if (!_started)
            return;
        await next.StartAsync(cancellation);
        foreach (var piece in _pieces)
            await (piece is null ? next.FlushAsync(cancellation) : next.SendAsync(piece, cancellation));
        if (_ended)
            await next.EndAsync(cancellation);
    }
}
