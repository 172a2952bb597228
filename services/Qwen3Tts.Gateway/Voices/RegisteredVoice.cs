using Qwen3Tts.Gateway.Consent;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>A voice that a tenant has registered.</summary>
/// <param name="Id">Never used again, so that nothing of a deleted voice is taken for that of a new one of its name.</param>
/// <param name="Grant">On what ground it was made; null for one that was registered before there were any.</param>
internal sealed record RegisteredVoice(
    string Id, string Name, string Transcript, double ClipSeconds, DateTimeOffset Created, VoiceGrant? Grant = null)
    : Voice(Name, Transcript, ClipSeconds);
