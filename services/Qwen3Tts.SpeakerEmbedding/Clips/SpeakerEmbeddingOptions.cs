using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.SpeakerEmbedding.Clips;

/// <summary>Which reference clips are taken, and how many at a time.</summary>
public sealed class SpeakerEmbeddingOptions : IValidatableObject
{
    public const string Section = "SpeakerEmbedding";

    /// <summary>The largest clip, as a file, in bytes.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxClipBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>The shortest clip. The networks need a tenth of a second; a voice is told well from some three seconds on.</summary>
    [Range(0.1, 60)]
    public double MinClipSeconds { get; set; } = 0.4;

    /// <summary>The longest clip. The codec encoder's memory grows with its square.</summary>
    [Range(0.1, 120)]
    public double MaxClipSeconds { get; set; } = 60;

    /// <summary>Clips taken on at a time, those that still arrive or wait included; more are refused.</summary>
    [Range(1, 4096)]
    public int MaxClips { get; set; } = 16;

    /// <summary>Of these, how many are embedded at the same time.</summary>
    [Range(1, 64)]
    public int MaxConcurrent { get; set; } = 1;

    /// <summary>The ffmpeg that decodes M4A, AAC and WebM clips: its path, or its name where it is on the search path.</summary>
    [Required]
    public string FfmpegPath { get; set; } = "ffmpeg";

    /// <summary>How long ffmpeg may take for one clip, in seconds.</summary>
    [Range(1.0, 120.0)]
    public double FfmpegSeconds { get; set; } = 10;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxClipSeconds < MinClipSeconds)
            yield return new ValidationResult($"must be at least {nameof(MinClipSeconds)}.", [nameof(MaxClipSeconds)]);
    }
}
