using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.Gateway.Consent.Verification;

/// <summary>pocketsphinx on this machine.</summary>
public sealed class PocketsphinxOptions
{
    public const string Section = "Pocketsphinx";

    /// <summary>Debian's <c>pocketsphinx_continuous</c>: its path, or its name where it is on the search path.</summary>
    [Required]
    public string Path { get; set; } = "pocketsphinx_continuous";

    /// <summary>Other phrases that the recording might as well say; the more, the less chance helps.</summary>
    [Range(10, 500)]
    public int Decoys { get; set; } = 100;

    /// <summary>The longest recording that it hears, in seconds.</summary>
    [Range(1.0, 120.0)]
    public double MaxSeconds { get; set; } = 30;

    /// <summary>How long it may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);
}
