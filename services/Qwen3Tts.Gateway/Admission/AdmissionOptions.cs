using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.Gateway.Admission;

/// <summary>How much is served at a time.</summary>
public sealed class AdmissionOptions
{
    public const string Section = "Gateway";

    /// <summary>The most utterances that are open at a time; one more is refused at once.</summary>
    [Range(1, 100_000)]
    public int MaxUtterances { get; set; } = 64;
}
