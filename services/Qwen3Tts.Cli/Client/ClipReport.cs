namespace Qwen3Tts.Cli.Client;

/// <summary>What a fleet finds of a reference clip.</summary>
/// <param name="Accepted">A voice can be made of it.</param>
/// <param name="ClipSeconds">The clip as it came.</param>
/// <param name="PreparedSeconds">What is taken of it.</param>
/// <param name="SpeechSeconds">How much of that is speech.</param>
/// <param name="LoudnessLufs">Of the clip as it came.</param>
/// <param name="SnrDb">Speech against background noise.</param>
/// <param name="ClippedShare">Of its samples, 0 to 1.</param>
/// <param name="HalvesSimilarity">Cosine similarity of the x-vectors of its halves; null where it is too short for that.</param>
/// <param name="SyllablesPerSecond">Of the transcript in the time that is speech; null without one.</param>
public sealed record ClipReport(
    bool Accepted,
    double ClipSeconds,
    double PreparedSeconds,
    double SpeechSeconds,
    double LoudnessLufs,
    double SnrDb,
    double ClippedShare,
    double? HalvesSimilarity,
    double? SyllablesPerSecond)
{
    /// <summary>What refuses the clip.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];
}
