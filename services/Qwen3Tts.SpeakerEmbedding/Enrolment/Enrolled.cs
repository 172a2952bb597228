using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.SpeakerEmbedding.Enrolment;

/// <summary>A clip that was embedded.</summary>
/// <param name="Report">Null where it was taken as it came.</param>
internal sealed record Enrolled(VoiceEmbedding Embedding, PreparationReport? Report);
