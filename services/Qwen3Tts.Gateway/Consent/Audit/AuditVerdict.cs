namespace Qwen3Tts.Gateway.Consent.Audit;

/// <summary>What the verification of a trail found.</summary>
/// <param name="Fault">What is wrong, and with which entry; empty where all is well.</param>
internal sealed record AuditVerdict(long Entries, string Head, string Fault)
{
    public bool Intact => Fault is "";
}
