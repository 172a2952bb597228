using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Speech.Generation;

/// <summary>One utterance, all but its words.</summary>
/// <param name="Language">A language name of the model, or "auto".</param>
/// <param name="Speaker">A named speaker, for custom voice.</param>
/// <param name="Voice">The cloned voice, for the clone modes.</param>
/// <param name="Talker">Sampling of code group 0.</param>
/// <param name="Predictor">Sampling of the other code groups.</param>
/// <param name="MaxFrames">The most frames to make.</param>
/// <param name="Seed">With (frame, group, id) decides every random number.</param>
public sealed record GenerationRequest(
    SynthesisMode Mode,
    string Language,
    string? Speaker,
    VoiceEmbedding? Voice,
    PromptTokens Prompt,
    TextDelivery Delivery,
    SamplingParameters Talker,
    SamplingParameters Predictor,
    int MaxFrames,
    ulong Seed);
