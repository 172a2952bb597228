namespace Qwen3Tts.Speech.Voices;

/// <summary>What was found out about a reference clip, and what was done to it.</summary>
/// <param name="ClipSeconds">Length of the clip as it came.</param>
/// <param name="PreparedSeconds">Length of what was taken from it.</param>
/// <param name="StartSeconds">Where in the clip that begins.</param>
/// <param name="SpeechSeconds">How much of what was taken is speech.</param>
/// <param name="LoudnessLufs">Integrated loudness of the clip as it came, ITU-R BS.1770-4; −70 and below count as silence.</param>
/// <param name="ClippedShare">Share of its samples that were cut off at full scale, 0 to 1.</param>
/// <param name="SnrDb">Speech against background noise in decibels, −20 to 60; 0 without speech.</param>
/// <param name="Denoised">Whether background noise was reduced.</param>
/// <param name="GainDb">The gain that brought it to the target loudness, in decibels.</param>
/// <param name="HalvesSimilarity">Cosine similarity of the x-vectors of its halves; null where that was not measured.</param>
/// <param name="SyllablesPerSecond">Of the transcript in the time that is speech; null without a transcript.</param>
/// <param name="Findings">Errors and warnings.</param>
public sealed record PreparationReport(
    double ClipSeconds,
    double PreparedSeconds,
    double StartSeconds,
    double SpeechSeconds,
    double LoudnessLufs,
    double ClippedShare,
    double SnrDb,
    bool Denoised,
    double GainDb,
    double? HalvesSimilarity,
    double? SyllablesPerSecond,
    IReadOnlyList<PreparationFinding> Findings);
