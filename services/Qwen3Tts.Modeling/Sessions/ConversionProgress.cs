namespace Qwen3Tts.Modeling.Sessions;

/// <summary>How far the building of a graph is.</summary>
/// <param name="Checkpoint">Its name.</param>
/// <param name="Part">The network, such as <c>talker</c>.</param>
/// <param name="Bytes">Written so far.</param>
/// <param name="TotalBytes">To write in all.</param>
public readonly record struct ConversionProgress(string Checkpoint, string Part, long Bytes, long TotalBytes)
{
    /// <summary>What is being built, in words, and how far.</summary>
    public (string Subject, long Done, long Total) Describe() => ($"Building {Checkpoint}'s {Part}", Bytes, TotalBytes);
}
