using System.ComponentModel.DataAnnotations;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>What may be registered.</summary>
public sealed class VoicesOptions
{
    public const string Section = "Voices";

    /// <summary>The largest reference clip, in bytes.</summary>
    [Range(1, 1024 * 1024 * 1024)]
    public int MaxClipBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>The longest transcript of a clip, in UTF-16 code units.</summary>
    [Range(1, 1_000_000)]
    public int MaxTranscriptLength { get; set; } = 2_000;

    /// <summary>The most voices that one tenant may have registered.</summary>
    [Range(1, 1_000_000)]
    public int MaxPerTenant { get; set; } = 1_000;

    /// <summary>Memory for embeddings in use, in bytes; the rest are read from the store again.</summary>
    [Range(1024 * 1024, long.MaxValue)]
    public long EmbeddingCacheBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long what was made of a clip is shared by its content, from the first of it on; a registered voice keeps its own.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan EmbeddingLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long voices that are known go on while Redis is away; 0: not at all.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan StaleFor { get; set; } = TimeSpan.FromSeconds(60);

    /// <exception cref="SpeechException">Invalid: the transcript is too long.</exception>
    internal void EnsureFits(string transcript)
    {
        if (transcript.Length > MaxTranscriptLength)
        {
            throw SpeechException.Invalid(
                $"The transcript has {transcript.Length} characters; {Section}:{nameof(MaxTranscriptLength)} allows {MaxTranscriptLength}.");
        }
    }

    internal static SpeechException TooMany(int most) => SpeechException.Exhausted(
        $"There are {most} voices, as many as {Section}:{nameof(MaxPerTenant)} allows; delete one first.");
}
