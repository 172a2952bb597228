using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>A model's networks. Used by the engine's thread only, where nothing else is said.</summary>
public interface IFrameGenerator : IDisposable
{
    /// <summary>How much of the memory for keys and values utterances have: 0 to 1. For any thread.</summary>
    double KeyValueUse { get; }

    /// <param name="made">Frames that the utterance goes on from; null begins it.</param>
    /// <exception cref="SpeechException">The request does not fit the model.</exception>
    IUtterance Start(GenerationRequest request, CodeFrames? made);

    /// <summary>One run for some utterances at once, all of these networks and ready.</summary>
    void Advance(ReadOnlySpan<IUtterance> utterances);
}
