using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Synthesis.Stages;

/// <summary>One utterance's stream through a TokenGenerator.</summary>
internal interface IGenerating : IStageStream
{
    /// <summary>How the speech ended; null before <see cref="ReadFramesAsync"/> has.</summary>
    GenerationEnd? Finished { get; }

    /// <param name="made">Frames that it goes on from; null for none.</param>
    Task StartAsync(PromptTokens prompt, VoiceCast voice, CodeFrames? made, CancellationToken cancellation);

    Task SendAsync(TokenUnits tokens, CancellationToken cancellation);

    Task EndAsync();

    IAsyncEnumerable<CodeFrames> ReadFramesAsync(CancellationToken cancellation);
}
