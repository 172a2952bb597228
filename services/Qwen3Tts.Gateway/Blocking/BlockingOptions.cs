using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.Gateway.Blocking;

/// <summary>How near a clip may be to one that the operator blocked.</summary>
public sealed class BlockingOptions
{
    public const string Section = "Blocking";

    /// <summary>For encoders whose equal error rate was not measured. Between the speakers of published encoders of this kind less is usual.</summary>
    internal const double UnmeasuredThreshold = 0.75;

    /// <summary>
    /// Cosine similarity of x-vectors from which a clip is too near; null takes that of the encoder's equal error rate, or
    /// <see cref="UnmeasuredThreshold"/> where that was not measured.
    /// </summary>
    [Range(-1.0, 1.0)]
    public double? Threshold { get; set; }

    /// <summary>Clips that the list may have. Each clip that is to be cloned is compared with all.</summary>
    [Range(1, 100_000)]
    public int MaxEntries { get; set; } = 1_000;
}
