using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>An utterance's generation that can be begun again with another seed: it keeps the text, which the TextFrontend limits.</summary>
internal sealed class RepeatableGenerating(IStages stages, Utterance utterance, CallLimits limits, IGenerating first) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1);
    private readonly List<TokenUnits> _text = [];
    private IGenerating _stream = first;
    private (PromptTokens Prompt, VoiceEmbedding? Voice)? _start;
    private bool _ended;

    /// <summary>How it ended, after <see cref="ReadFramesAsync"/> has.</summary>
    public GenerationEnd? Finished => _stream.Finished;

    /// <summary>
    /// The seed of the second try: the first plus 2⁶⁴ divided by the golden ratio, modulo 2⁶⁴, so that the same request has the same
    /// second try.
    /// </summary>
    public static ulong SecondSeed(ulong seed) => unchecked(seed + 0x9E3779B97F4A7C15);

    public Task StartAsync(PromptTokens prompt, VoiceEmbedding? voice, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            _start = (prompt, voice);
            return _stream.StartAsync(prompt, voice, made: null, cancellation);
        },
        cancellation);

    public Task SendAsync(TokenUnits tokens, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            _text.Add(tokens);
            return _stream.SendAsync(tokens, cancellation);
        },
        cancellation);

    public Task EndAsync(CancellationToken cancellation) => WriteAsync(
        () =>
        {
            _ended = true;
            return _stream.EndAsync();
        },
        cancellation);

    public IAsyncEnumerable<CodeFrames> ReadFramesAsync(CancellationToken cancellation) => _stream.ReadFramesAsync(cancellation);

    /// <summary>Begins again with <see cref="SecondSeed"/>. What has come of the text is sent again.</summary>
    public async Task RepeatAsync(CancellationToken cancellation)
    {
        var again = await stages.OpenGeneratingAsync(utterance with { Seed = SecondSeed(utterance.Seed) }, limits);
        await WriteAsync(
            async () =>
            {
                _stream.Dispose();
                _stream = again;
                if (_start is { } start)
                    await again.StartAsync(start.Prompt, start.Voice, made: null, cancellation);
                foreach (var tokens in _text)
                    await again.SendAsync(tokens, cancellation);
                if (_ended)
                    await again.EndAsync();
            },
            cancellation);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _writing.Dispose();
    }

    private async Task WriteAsync(Func<Task> write, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            await write();
        }
        finally
        {
            _writing.Release();
        }
    }
}
