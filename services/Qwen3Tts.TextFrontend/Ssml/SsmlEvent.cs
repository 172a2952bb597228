namespace Qwen3Tts.TextFrontend.Ssml;

/// <summary>What a piece of SSML means, in the document's order.</summary>
internal abstract record SsmlEvent
{
    private SsmlEvent()
    {
    }

    /// <summary>Words as they stand; a word may go on in the next.</summary>
    public sealed record Text(string Words, SsmlScope Scope) : SsmlEvent;

    /// <summary>Words that are to be read in a certain way, complete.</summary>
    /// <param name="InterpretAs">Such as "characters" or "date".</param>
    /// <param name="Format">Such as "mdy"; empty for none.</param>
    public sealed record SayAs(string Words, string InterpretAs, string Format, SsmlScope Scope) : SsmlEvent;

    /// <summary>Words with their pronunciation, complete.</summary>
    public sealed record Phoneme(string Words, string Alphabet, string Symbols, SsmlScope Scope) : SsmlEvent;

    public sealed record Break(TimeSpan Length) : SsmlEvent;

    /// <summary>A sentence or a paragraph begins or ends here.</summary>
    public sealed record Boundary : SsmlEvent;

    public sealed record Mark(string Name) : SsmlEvent;

    /// <summary>Something is not done as the document asks; a sentence.</summary>
    public sealed record Warning(string Message) : SsmlEvent;
}
