using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.Gateway.Admission;

/// <summary>How much is served at a time.</summary>
public sealed class AdmissionOptions
{
    public const string Section = "Gateway";

    /// <summary>The most utterances that are open at a time; one more is refused at once.</summary>
    [Range(1, 100_000)]
    public int MaxUtterances { get; set; } = 64;

    /// <summary>
    /// The most seconds of speech, by the length of the text that has come, of open utterances of which no audio has been sent yet.
    /// Where there are more, a new utterance is refused.
    /// </summary>
    [Range(1, 1_000_000)]
    public double MaxQueuedSeconds { get; set; } = 300;

    /// <summary>When a refused client is told to try again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a client may send nothing before its text has ended; then its utterance is ended.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan TextIdle { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may take none of what it is sent, which is no more than it can play soon; then its utterance is ended.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan ReadIdle { get; set; } = TimeSpan.FromMinutes(1);
}
