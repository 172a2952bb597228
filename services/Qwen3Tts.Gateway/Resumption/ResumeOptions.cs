using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.Gateway.Resumption;

/// <summary>How an utterance whose call broke off goes on at another Gateway.</summary>
public sealed class ResumeOptions
{
    public const string Section = "Resume";

    /// <summary>How long after an utterance began it may be gone on with. Longer than the longest utterance takes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(10);
}
