using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>A model's networks. Used by the engine's thread only.</summary>
public interface IFrameGenerator : IDisposable
{
    /// <exception cref="SpeechException">The request does not fit the model.</exception>
    IUtterance Start(GenerationRequest request);
}
