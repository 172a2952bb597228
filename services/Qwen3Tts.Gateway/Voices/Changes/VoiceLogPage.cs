namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>What a log holds after a position.</summary>
/// <param name="Origin">Which log it is.</param>
/// <param name="Last">Number of its last entry; 0 for none.</param>
/// <param name="FirstNumber">Number of the first of <paramref name="Changes"/>.</param>
/// <param name="Changes">As many as one answer holds.</param>
internal sealed record VoiceLogPage(string Origin, long Last, long FirstNumber, IReadOnlyList<VoiceChange> Changes)
{
    /// <summary>Whether it goes on where <paramref name="seen"/> ends: the same log, none lost, none cut off.</summary>
    public bool Follows(VoiceLogPosition seen) =>
        Origin == seen.Origin && (Changes.Count is 0 ? Last == seen.Number : FirstNumber == seen.Number + 1);

    public VoiceLogPosition End => new(Origin, Changes.Count is 0 ? Last : FirstNumber + Changes.Count - 1);
}
