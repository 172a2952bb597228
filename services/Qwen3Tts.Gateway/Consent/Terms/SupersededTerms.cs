namespace Qwen3Tts.Gateway.Consent.Terms;

/// <summary>What becomes of voices whose terms are not today's.</summary>
public enum SupersededTerms
{
    /// <summary>They speak, and are listed as such.</summary>
    Flag,

    /// <summary>They are refused until they are made anew.</summary>
    Refuse,
}
