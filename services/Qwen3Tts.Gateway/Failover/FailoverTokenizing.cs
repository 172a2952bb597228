using System.Diagnostics;
using System.Runtime.CompilerServices;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Failover;

/// <summary>A text that another TextFrontend reads again from its beginning: what has come of it is passed over.</summary>
internal sealed class FailoverTokenizing(IStages workers, Utterance utterance, CallLimits limits, FailoverPolicy policy, ITokenizing first)
    : FailoverStage<ITokenizing>(WorkerService.TextFrontend, utterance, policy, first), ITokenizing
{
    // Null where what had come was to be spoken at once.
    private readonly List<string?> _pieces = [];
    private bool _started;
    private bool _ended;
    private bool _whole;

    public Task StartAsync(CancellationToken cancellation) => WriteAsync(
        () =>
        {
            _started = true;
            return Worker.StartAsync(cancellation);
        },
        cancellation);

    public Task SendAsync(string piece, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            _pieces.Add(piece);
            return Worker.SendAsync(piece, cancellation);
        },
        cancellation);

    public Task FlushAsync(CancellationToken cancellation) => WriteAsync(
        () =>
        {
            _pieces.Add(null);
            return Worker.FlushAsync(cancellation);
        },
        cancellation);

    public Task EndAsync(CancellationToken cancellation) => WriteAsync(
        () =>
        {
            _ended = true;
            return Worker.EndAsync(cancellation);
        },
        cancellation);

    public async Task<PromptTokens> ReadPromptAsync(CancellationToken cancellation)
    {
        var prompts = ReadAsync(() => PromptAsync(Worker, cancellation), Owes, begun: () => _pieces.Count > 0, cancellation);
        await foreach (var prompt in prompts)
            return prompt;
        throw new UnreachableException("A prompt comes, or why none does.");
    }

    public async IAsyncEnumerable<TokenUnits> ReadTokensAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (taken, between, known, knownBetween, moved) = (0, 0, 0, 0, false);
        var tokens = ReadAsync(
            () =>
            {
                (known, knownBetween) = (taken, between);
                var read = moved ? AfterPromptAsync(Worker, cancellation) : Worker.ReadTokensAsync(cancellation);
                moved = true;
                return read;
            },
            Owes,
            begun: () => true,
            cancellation);
        await foreach (var units in tokens)
        {
            _whole |= units.End;
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
    }

    protected override ValueTask<ITokenizing> OpenAsync() => workers.OpenTokenizingAsync(Utterance, limits);

    protected override async Task GoOnAsync(CancellationToken cancellation)
    {
        if (!_started)
            return;
        await Worker.StartAsync(cancellation);
        foreach (var piece in _pieces)
            await (piece is null ? Worker.FlushAsync(cancellation) : Worker.SendAsync(piece, cancellation));
        if (_ended)
            await Worker.EndAsync(cancellation);
    }

    /// <summary>While text may still come, what has come may have to wait for it.</summary>
    private bool Owes() => _ended && !_whole;

    private static async IAsyncEnumerable<PromptTokens> PromptAsync(ITokenizing worker, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return await worker.ReadPromptAsync(cancellation);
    }

    private static async IAsyncEnumerable<TokenUnits> AfterPromptAsync(ITokenizing worker, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // It is what it was: it depends on the text's beginning alone.
        await worker.ReadPromptAsync(cancellation);
        await foreach (var units in worker.ReadTokensAsync(cancellation))
            yield return units;
    }
}
