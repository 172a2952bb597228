using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Speech.Voices;

/// <summary>What a model family knows of a voice.</summary>
/// <param name="XVector">The speaker encoder's output, not normalised.</param>
/// <param name="ReferenceCodes">The reference clip as codec frames, for in-context cloning.</param>
public sealed record VoiceEmbedding(float[] XVector, CodeFrames? ReferenceCodes);
