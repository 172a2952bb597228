using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Qwen3Tts.Gateway.Consent;

/// <summary>What it takes to clone a voice.</summary>
public sealed partial class ConsentOptions : IValidatableObject
{
    public const string Section = "Consent";

    /// <summary>Whether a voice may be made from a clip without a consent.</summary>
    public ConsentPolicy Policy { get; set; } = ConsentPolicy.Required;

    /// <summary>
    /// Whether what a voice-design model spoke may become a voice without a consent: it is no person's. It is compared with the blocked
    /// voices all the same.
    /// </summary>
    public bool AllowDesigned { get; set; } = true;

    /// <summary>
    /// 32 bytes as 64 hexadecimal digits, the same for every replica: personal parts are encrypted and trails are chained with keys that
    /// come from it. Without it consents and trail live in memory, whatever else is configured.
    /// </summary>
    public string MasterKey { get; set; } = "";

    /// <summary>A folder for the audit trails, one file a tenant; for a single Gateway. Empty: Redis where that is configured.</summary>
    public string AuditFolder { get; set; } = "";

    /// <summary>What hears whether a recording says the phrase.</summary>
    public PhraseVerifierKind Verifier { get; set; } = PhraseVerifierKind.None;

    /// <summary>How long a phrase works.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan PhraseLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Words of a phrase. Each is drawn from a list of 64 or more, which is 6 bits a word.</summary>
    [Range(4, 12)]
    public int PhraseWords { get; set; } = 7;

    /// <summary>How long a granted consent lasts.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(730);

    /// <summary>The highest equal error rate of an encoder that may tell whether two clips are of one speaker, 0 to 1.</summary>
    [Range(0.0, 0.5)]
    public double MaxEqualErrorRate { get; set; } = 0.1;

    /// <summary>Cosine similarity from which two clips count as of one speaker; null takes that of the encoder's equal error rate.</summary>
    [Range(-1.0, 1.0)]
    public double? SpeakerThreshold { get; set; }

    /// <summary>The largest recording, and the largest sample, in bytes.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxRecordingBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>Consents that a tenant may have, those apart that were erased or whose phrase expired unread.</summary>
    [Range(1, 1_000_000)]
    public int MaxPerTenant { get; set; } = 1_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MasterKey is not "" && !Key().IsMatch(MasterKey))
            yield return new ValidationResult("must be 64 hexadecimal digits (openssl rand -hex 32).", [nameof(MasterKey)]);
        if (AuditFolder is not "" && MasterKey is "")
            yield return new ValidationResult($"needs {Section}:{nameof(MasterKey)}, or no trail could be verified after a restart.", [nameof(AuditFolder)]);
    }

    [GeneratedRegex(@"^[0-9A-Fa-f]{64}\z")]
    private static partial Regex Key();
}
