using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>What was made of a clip.</summary>
internal sealed record ClipEmbedding(VoiceEmbedding Embedding, double ClipSeconds);
