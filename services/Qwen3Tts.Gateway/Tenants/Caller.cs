namespace Qwen3Tts.Gateway.Tenants;

/// <summary>Who calls, and what the operator lets such callers do.</summary>
/// <param name="KeyHash">SHA-256 of the caller's key in hexadecimal digits; empty for a call from this machine without one.</param>
/// <param name="Attests">Whether the caller may clone on its own word that it has the person's consent.</param>
/// <param name="Operates">Whether the caller decides on consents and blocked voices, of every tenant.</param>
internal sealed record Caller(Tenant Tenant, string KeyHash, bool Attests, bool Operates);
