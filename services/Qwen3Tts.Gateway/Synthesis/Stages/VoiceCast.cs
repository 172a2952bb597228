using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Synthesis.Stages;

/// <summary>Who speaks, as the networks take it.</summary>
/// <param name="Speaker">A speaker of the model, for custom voice.</param>
/// <param name="Embedding">For the clone modes.</param>
internal sealed record VoiceCast(SynthesisMode Mode, string? Speaker, VoiceEmbedding? Embedding)
{
    public bool IsInContext => Mode is SynthesisMode.CloneInContext;

    /// <summary>The reference clip's frames, where they come before those that are made; else null.</summary>
    public CodeFrames? Reference => IsInContext ? Embedding?.ReferenceCodes : null;

    /// <summary>The ids of what is said in the clip; null where the prompt has them.</summary>
    public int[]? Transcript { get; init; }
}
