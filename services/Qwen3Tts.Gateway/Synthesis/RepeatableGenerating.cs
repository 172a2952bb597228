using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>
/// An utterance's generation that can be begun again with another seed, and that goes on after it has ended where another stretch of text
/// follows: it keeps the text, which the TextFrontend limits.
/// </summary>
internal sealed class RepeatableGenerating(IStages stages, Utterance utterance, CallLimits limits, IGenerating first) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1);
    private readonly List<TokenUnits> _text = [];
    private IGenerating _stream = first;
    private (PromptTokens Prompt, VoiceCast Voice)? _start;
    private CodeFrames? _made;
    private ulong _seed = utterance.Seed;
    private bool _ended;

    // Where in the text the present stretch begins.
    private int _stretch;

    /// <summary>How it ended, after <see cref="ReadFramesAsync"/> has.</summary>
    public GenerationEnd? Finished => _stream.Finished;

    /// <summary>Frames of the utterance that the present generation knows nothing of.</summary>
    public long FramesBefore { get; private set; }

    /// <summary>Tokens of earlier stretches that the present generation has before its own.</summary>
    public int TokensBefore { get; private set; }

    /// <summary>
    /// The seed of the second try: the first plus 2⁶⁴ divided by the golden ratio, modulo 2⁶⁴, so that the same request has the same
    /// second try.
    /// </summary>
    public static ulong SecondSeed(ulong seed) => unchecked(seed + 0x9E3779B97F4A7C15);

    public Task StartAsync(PromptTokens prompt, VoiceCast voice, CancellationToken cancellation) => _writing.HoldAsync(
        () =>
        {
            _start = (prompt, voice);
            return _stream.StartAsync(prompt, voice, made: null, cancellation);
        },
        cancellation);

    public Task SendAsync(TokenUnits tokens, CancellationToken cancellation) => _writing.HoldAsync(
        () =>
        {
            _text.Add(tokens);
            return _stream.SendAsync(tokens, cancellation);
        },
        cancellation);

    public Task EndAsync(CancellationToken cancellation) => _writing.HoldAsync(
        () =>
        {
            _ended = true;
            return _stream.EndAsync();
        },
        cancellation);

    /// <summary>The words so far are all of this stretch: it is spoken to its end.</summary>
    public Task EndStretchAsync(CancellationToken cancellation) => _writing.HoldAsync(
        async () =>
        {
            var end = new TokenUnits([], End: true);
            _text.Add(end);
            _ended = true;
            await _stream.SendAsync(end, cancellation);
            await _stream.EndAsync();
        },
        cancellation);

    /// <summary>Begins the next stretch, once all frames have come. Its words follow.</summary>
    /// <param name="prompt">Begins anew with this; null goes on with the words before.</param>
    /// <param name="voice">Who speaks from here on; null for who spoke before.</param>
    /// <param name="frames">The frames of the utterance so far: the next stretch goes on from them, where it does not begin anew.</param>
    /// <param name="carried">What it goes on from where it begins anew; null for nothing.</param>
    public async Task GoOnAsync(PromptTokens? prompt, VoiceCast? voice, CodeFrames frames, Carried? carried, CancellationToken cancellation)
    {
        _text.RemoveAll(tokens => tokens.Ids.Length is 0);
        if (prompt is not null)
        {
            _start = (prompt, voice ?? _start!.Value.Voice);
            int[] kept = [.. _text.SelectMany(tokens => tokens.Ids).TakeLast(carried?.Tokens ?? 0)];
            _text.Clear();
            if (kept.Length > 0)
                _text.Add(new TokenUnits(kept, End: false));
            FramesBefore = frames.Count - (carried?.Frames ?? 0);
        }

        var begun = frames.Codes[((int)FramesBefore * frames.Groups)..];
        _made = begun.IsEmpty ? null : new CodeFrames(frames.Groups, [.. begun]);
        _stretch = _text.Count;
        TokensBefore = _text.Sum(tokens => tokens.Ids.Length);
        _ended = false;
        await OpenAsync(cancellation);
    }

    /// <summary>Whether the present stretch went on from frames before it.</summary>
    public bool GoesOn => _made is not null;

    /// <summary>Begins the present stretch once more, by itself: its words alone, from no frames.</summary>
    /// <param name="frames">Frames of the utterance so far.</param>
    public Task BeginAnewAsync(long frames, CancellationToken cancellation)
    {
        FramesBefore = frames;
        _made = null;
        _text.RemoveRange(0, _stretch);
        _stretch = 0;
        TokensBefore = 0;
        return OpenAsync(cancellation);
    }

    public IAsyncEnumerable<CodeFrames> ReadFramesAsync(CancellationToken cancellation) => _stream.ReadFramesAsync(cancellation);

    /// <summary>Begins again with <see cref="SecondSeed"/>. What has come of the text is sent again.</summary>
    public Task RepeatAsync(CancellationToken cancellation)
    {
        _seed = SecondSeed(utterance.Seed);
        return OpenAsync(cancellation);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _writing.Dispose();
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        var again = await stages.OpenGeneratingAsync(utterance with { Seed = _seed }, limits, goesOn: true);
        await _writing.HoldAsync(
            async () =>
            {
                _stream.Dispose();
                _stream = again;
                if (_start is { } start)
                    await again.StartAsync(start.Prompt, start.Voice, _made, cancellation);
                foreach (var tokens in _text)
                    await again.SendAsync(tokens, cancellation);
                if (_ended)
                    await again.EndAsync();
            },
            cancellation);
    }
}
