namespace Qwen3Tts.Gateway.Consent.Audit;

/// <summary>Where a trail ends.</summary>
/// <param name="Entries">How many there are.</param>
/// <param name="Hash">Of the last, in lower-case hexadecimal digits; empty for none.</param>
/// <param name="Proof">Shows that who holds the trail's key wrote this.</param>
internal sealed record AuditHead(long Entries, string Hash, string Proof)
{
    public static AuditHead None { get; } = new(0, "", "");
}
