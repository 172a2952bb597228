using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>An entry of the log.</summary>
/// <param name="Id">The voice's, or the consent's.</param>
/// <param name="Name">The voice's; empty for a consent.</param>
internal sealed record VoiceChange(VoiceChangeKind Kind, string Tenant, string Id, string Name)
{
    public static VoiceChange OfConsent(Tenant tenant, string id) => new(VoiceChangeKind.ConsentRevoked, tenant.Name, id, "");
}
