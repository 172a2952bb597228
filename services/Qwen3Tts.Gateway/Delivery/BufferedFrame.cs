using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Gateway.Delivery;

/// <summary>One frame of an utterance.</summary>
/// <param name="Index">In the utterance.</param>
/// <param name="Fades">It is the last, and is to be faded out.</param>
internal sealed record BufferedFrame(long Index, CodeFrames Frame, bool Fades);
