using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>A voice that was cloned from a clip for one utterance and is registered nowhere.</summary>
/// <param name="ClipDigest">Keyed per tenant; see <see cref="IEmbeddingShare"/>.</param>
/// <param name="Grant">On what ground.</param>
internal sealed record OneOffVoice(string ClipDigest, VoiceEmbedding Embedding, VoiceGrant Grant, string Transcript, double ClipSeconds)
    : Voice(ClipVoice.Label, Transcript, ClipSeconds);
