namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>What a piece of text is, which decides how it is read (the semiotic classes of text normalisation).</summary>
public enum SemioticClass
{
    /// <summary>Words, read as they stand.</summary>
    Plain,
    Cardinal,
    Ordinal,
    Decimal,
    Range,
    Roman,
    Date,
    Time,
    Currency,
    Unit,
    Fraction,
    Percent,
    Telephone,

    /// <summary>Digits read one by one: versions, addresses of the Internet, long identifiers.</summary>
    Digits,
    Email,
    Url,
    Path,
    Abbreviation,

    /// <summary>Letters read one by one.</summary>
    Initialism,
    Symbol,
    Emoji,

    /// <summary>Marks of formatting that are not spoken.</summary>
    Markdown,

    /// <summary>A phrase of the caller's lexicon.</summary>
    Lexicon,
}
