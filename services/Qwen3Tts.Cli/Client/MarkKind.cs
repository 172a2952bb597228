namespace Qwen3Tts.Cli.Client;

/// <summary>What a mark stands for.</summary>
public enum MarkKind
{
    /// <summary>A mark element of the SSML document.</summary>
    Ssml,

    /// <summary>A word begins.</summary>
    Word,

    /// <summary>A sentence begins.</summary>
    Sentence,
}
