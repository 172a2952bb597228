using System.Runtime.CompilerServices;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Failover;

/// <summary>
/// A generation that goes on with another TokenGenerator from the frames so far: the same frames follow where the build and precision are the
/// same, and none is lost or comes twice in any case.
/// </summary>
internal sealed class FailoverGenerating(IStages workers, Utterance utterance, CallLimits limits, FailoverPolicy policy, IGenerating first) : IGenerating
{
    private readonly SemaphoreSlim _writing = new(1);
    private readonly List<TokenUnits> _text = [];
    private readonly List<int> _codes = [];
    private IGenerating _worker = first;
    private (PromptTokens Prompt, VoiceEmbedding? Voice)? _start;
    private int _groups = utterance.Model.Codec.Groups;
    private int _madeBefore;
    private int _tokens;
    private bool _ended;
    private bool _halfClosed;

    public GenerationEnd? Finished => _worker.Finished;

    private int Frames => _codes.Count / _groups;

    public Task StartAsync(PromptTokens prompt, VoiceEmbedding? voice, CodeFrames? made, CancellationToken cancellation) => _writing.HoldAsync(
        () =>
        {
            _start = (prompt, voice);
            if (made is { } frames)
                _codes.AddRange(frames.Codes);
            _madeBefore = Frames;
            return _worker.StartAsync(prompt, voice, made, cancellation);
        },
        cancellation);

    public Task SendAsync(TokenUnits tokens, CancellationToken cancellation) => _writing.HoldAsync(
        () =>
        {
            _text.Add(tokens);
            _tokens += tokens.Ids.Length;
            _ended |= tokens.End;
            return _worker.SendAsync(tokens, cancellation);
        },
        cancellation);

    public Task EndAsync() => _writing.HoldAsync(
        () =>
        {
            _halfClosed = true;
            return _worker.EndAsync();
        },
        CancellationToken.None);

    public async IAsyncEnumerable<CodeFrames> ReadFramesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var moves = 0; ;)
        {
            var reader = new WatchedReader<CodeFrames>(_worker.ReadFramesAsync(cancellation), _worker.Leaving, policy.StallAfter, policy.Time, cancellation);
            SpeechException? failure = null;
            var outcome = ReadOutcome.End;
            while (true)
            {
                try
                {
                    outcome = await reader.NextAsync(Owes);
                }
                catch (SpeechException error) when (policy.Allows(error, moves))
                {
                    failure = error;
                    break;
                }

                if (outcome is ReadOutcome.Leaving && !await policy.HandOverAsync(WorkerService.TokenGenerator, utterance.Id, MoveAsync, cancellation))
                {
                    reader.Stay();
                    continue;
                }

                if (outcome is not ReadOutcome.Item)
                    break;

                _codes.AddRange(reader.Current.Codes);
                yield return reader.Current;
            }

            if (failure is null && outcome is ReadOutcome.End)
                yield break;
            if (failure is null)
            {
                // The other has begun already.
                await reader.CloseAsync();
                continue;
            }

            moves++;
            _worker.Abandon();
            _worker.Dispose();
            await reader.CloseAsync();
            await policy.MoveAsync(
                WorkerService.TokenGenerator, utterance.Id, begun: Frames > _madeBefore, failure, MoveAsync, cancellation);
        }
    }

    public Task Leaving => _worker.Leaving;

    public void Abandon() => _worker.Abandon();

    public void Dispose()
    {
        _worker.Dispose();
        _writing.Dispose();
    }

    /// <summary>
    /// A generator with all of the text, or with more of it than it has made frames, has something to do. Before its first frame it may wait for
    /// its turn, and in context it may wait for text that it needs first.
    /// </summary>
    private bool Owes() => Frames > _madeBefore && (_ended || (!utterance.IsInContext && Frames < _tokens - 1));

    /// <summary>Goes on with another worker; throws, and changes nothing, where there is none.</summary>
    private async Task MoveAsync(CancellationToken cancellation)
    {
        var next = await workers.OpenGeneratingAsync(utterance, limits);
        // Before the turn is asked for: a write to the old worker may hold it.
        _worker.Dispose();
        try
        {
            await GoOnAsync(next, cancellation);
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }

    private Task GoOnAsync(IGenerating next, CancellationToken cancellation) => _writing.HoldAsync(
        async () =>
        {
            _worker = next;
            if (_start is not { } start)
                return;
            await next.StartAsync(start.Prompt, start.Voice, Frames > 0 ? new CodeFrames(_groups, [.. _codes]) : null, cancellation);
            foreach (var tokens in _text)
                await next.SendAsync(tokens, cancellation);
            if (_halfClosed)
                await next.EndAsync();
        },
        cancellation);
}
