using System.Runtime.CompilerServices;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Failover;

/// <summary>
/// A generation whose first frame another generator is asked for too where the first one has it late. Whichever has it first goes on, and
/// the other is let go: frames of both are never mixed, and since all randomness is counted they would be the same.
/// </summary>
internal sealed class HedgedGenerating(IStages workers, Utterance utterance, CallLimits limits, HedgePolicy policy, IGenerating first) : IGenerating
{
    private readonly SemaphoreSlim _writing = new(1);
    private readonly TaskCompletionSource _canBegin = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What a second one would have to be told, until it is known which goes on.
    private readonly List<TokenUnits> _text = [];
    private (PromptTokens Prompt, VoiceCast Voice)? _start;
    private bool _halfClosed;
    private bool _hasFrames;
    private IGenerating? _second;
    private bool _secondHasAll;
    private IGenerating? _chosen;
    private volatile bool _disposed;

    public GenerationEnd? Finished => Present.Finished;

    public Task Leaving => Present.Leaving;

    public Task<bool> AnswersAsync() => Present.AnswersAsync();

    public bool HasOther => Present.HasOther;

    public bool HasRoomElsewhere => Present.HasRoomElsewhere;

    private IGenerating Present => Volatile.Read(ref _chosen) ?? first;

    public Task StartAsync(PromptTokens prompt, VoiceCast voice, CodeFrames? made, CancellationToken cancellation) => _writing.HoldAsync(
        () =>
        {
            _start = (prompt, voice);
            _hasFrames = made is not null;
            return first.StartAsync(prompt, voice, made, cancellation);
        },
        cancellation);

    public Task SendAsync(TokenUnits tokens, CancellationToken cancellation) => _writing.HoldAsync(
        async () =>
        {
            if (_chosen is null)
                _text.Add(tokens);
            // Before that it waits for text, as any other would.
            if (tokens.End || (tokens.Ids.Length > 0 && utterance.Delivery is TextDelivery.Streaming && !_start!.Value.Voice.IsInContext))
                _canBegin.TrySetResult();
            foreach (var stream in Streams())
                await stream.SendAsync(tokens, cancellation);
        },
        cancellation);

    public Task EndAsync() => _writing.HoldAsync(
        async () =>
        {
            _halfClosed = true;
            _canBegin.TrySetResult();
            foreach (var stream in Streams())
                await stream.EndAsync();
        },
        CancellationToken.None);

    public async IAsyncEnumerable<CodeFrames> ReadFramesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var one = new FrameRunner(first, cancellation);
        await using var two = await IsLateAsync(one.Next) && await OpenSecondAsync(cancellation) is { } second ? new FrameRunner(second, cancellation) : null;
        var winner = two is null ? one : await RaceAsync(one, two);
        await DecideAsync(winner.Stream, cancellation);
        while (await winner.Next)
        {
            yield return winner.Current;
            winner.Advance();
        }
    }

    public void Abandon() => Present.Abandon();

    public void Dispose()
    {
        _disposed = true;
        first.Dispose();
        Volatile.Read(ref _second)?.Dispose();
        _writing.Dispose();
    }

    private async Task<bool> IsLateAsync(Task next)
    {
        if (await Task.WhenAny(next, _canBegin.Task) == next || _hasFrames)
            return false;
        using var came = new CancellationTokenSource();
        var late = Task.Delay(policy.After, policy.Time, came.Token);
        var isLate = await Task.WhenAny(next, late) == late;
        await came.CancelAsync();
        return isLate && policy.Allows();
    }

    private async Task<IGenerating?> OpenSecondAsync(CancellationToken cancellation)
    {
        if (workers.OpenBeside(first, utterance, limits) is not { } second)
        {
            policy.FoundNone();
            return null;
        }

        Volatile.Write(ref _second, second);
        if (_disposed)
            second.Dispose();
        await _writing.HoldAsync(
            async () =>
            {
                await second.StartAsync(_start!.Value.Prompt, _start.Value.Voice, made: null, cancellation);
                foreach (var tokens in _text)
                    await second.SendAsync(tokens, cancellation);
                if (_halfClosed)
                    await second.EndAsync();
                _secondHasAll = true;
            },
            cancellation);
        return second;
    }

    /// <returns>Whoever has something to say first; where one is lost, the other.</returns>
    private async Task<FrameRunner> RaceAsync(FrameRunner one, FrameRunner two)
    {
        var ended = await Task.WhenAny(one.Next, two.Next);
        var winner = ended.IsCompletedSuccessfully == (ended == one.Next) ? one : two;
        policy.Decided(another: winner == two);
        return winner;
    }

    private async Task DecideAsync(IGenerating chosen, CancellationToken cancellation)
    {
        // Before the turn is asked for: a write to it may hold it.
        if (chosen != first)
            first.Dispose();
        else
            _second?.Dispose();
        await _writing.HoldAsync(
            () =>
            {
                Volatile.Write(ref _chosen, chosen);
                _text.Clear();
                return Task.CompletedTask;
            },
            cancellation);
    }

    private IEnumerable<IGenerating> Streams() => _chosen is not null ? [_chosen] : _secondHasAll ? [first, _second!] : [first];
}
