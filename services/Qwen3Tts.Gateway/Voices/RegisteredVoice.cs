namespace Qwen3Tts.Gateway.Voices;

/// <summary>A voice that a tenant has registered.</summary>
/// <param name="Id">Never used again, so that nothing of a deleted voice is taken for that of a new one of its name.</param>
internal sealed record RegisteredVoice(string Id, string Name, string Transcript, double ClipSeconds, DateTimeOffset Created)
    : Voice(Name, Transcript, ClipSeconds);
