using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>What was made of a clip.</summary>
/// <param name="Report">Null where the clip was taken as it came.</param>
internal sealed record ClipEmbedding(VoiceEmbedding Embedding, double ClipSeconds, PreparationReport? Report = null);
