using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Synthesis.Stages;

/// <summary>One utterance's stream through a TokenGenerator; for writes and disposing see <see cref="ITokenizing"/>.</summary>
internal interface IGenerating : IDisposable
{
    /// <summary>How the speech ended; null before <see cref="ReadFramesAsync"/> has.</summary>
    GenerationEnd? Finished { get; }

    /// <param name="made">Frames that it goes on from; null for none.</param>
    Task StartAsync(PromptTokens prompt, VoiceEmbedding? voice, CodeFrames? made, CancellationToken cancellation);

    Task SendAsync(TokenUnits tokens, CancellationToken cancellation);

    Task EndAsync();

    IAsyncEnumerable<CodeFrames> ReadFramesAsync(CancellationToken cancellation);

    /// <summary>Ends when its worker says that it stops: it speaks on, but may be cut off.</summary>
    Task Leaving { get; }

    /// <summary>Says that its worker does not do its work: it is not chosen again before it answers.</summary>
    void Abandon();
}
