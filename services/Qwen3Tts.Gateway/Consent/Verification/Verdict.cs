namespace Qwen3Tts.Gateway.Consent.Verification;

/// <summary>What a check came to, and why where it did not verify.</summary>
/// <param name="Remark">A sentence without personal parts; empty where all is well.</param>
internal sealed record Verdict(VerdictKind Kind, string Remark)
{
    public static Verdict Verified { get; } = new(VerdictKind.Verified, "");

    public static Verdict Contradicted(string remark) => new(VerdictKind.Contradicted, remark);

    public static Verdict Unverified(string remark) => new(VerdictKind.Unverified, remark);
}
