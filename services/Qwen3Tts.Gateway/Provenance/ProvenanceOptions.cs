using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.Gateway.Provenance;

/// <summary>The ledger of what is spoken, and what audio is searched for marks.</summary>
public sealed class ProvenanceOptions
{
    public const string Section = "Provenance";

    /// <summary>A folder for the ledger, a file a day, of a single Gateway. Empty: in Redis where that is configured, else in memory.</summary>
    public string Folder { get; set; } = "";

    /// <summary>How long entries are kept, in Redis from the last of their payload on.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Entries that may wait to be written, those of open utterances among them; where they are more, utterances are refused.</summary>
    [Range(2, 10_000_000)]
    public int MaxWaiting { get; set; } = 16_384;

    /// <summary>The largest file that is searched, in bytes.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxClipBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Files that are taken on and searched at the same time; more are refused.</summary>
    [Range(1, 64)]
    public int MaxDetections { get; set; } = 2;

    /// <summary>The ffmpeg that decodes M4A, AAC and WebM: its path, or its name where it is on the search path.</summary>
    [Required]
    public string FfmpegPath { get; set; } = "ffmpeg";

    /// <summary>How long ffmpeg may take for one file, in seconds.</summary>
    [Range(1.0, 120.0)]
    public double FfmpegSeconds { get; set; } = 20;
}
