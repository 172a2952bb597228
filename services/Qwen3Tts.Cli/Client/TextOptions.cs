namespace Qwen3Tts.Cli.Client;

/// <summary>How a text is to be read. What is null is left to the fleet.</summary>
/// <param name="Normalization">auto, on or off.</param>
/// <param name="Emoji">named or dropped.</param>
public sealed record TextOptions(string? Normalization, string? Emoji, IReadOnlyList<LexiconLine> Lexicon)
{
    public static TextOptions Default { get; } = new(null, null, []);
}
