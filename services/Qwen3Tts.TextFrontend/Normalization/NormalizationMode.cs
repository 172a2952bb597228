namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>How much of a text is written out.</summary>
public enum NormalizationMode
{
    /// <summary>What models read badly: numbers and what is made of them, addresses, sure abbreviations, formatting. Emoji are dropped.</summary>
    Auto,

    /// <summary>That, and initialisms, file paths, lone symbols and emoji by their names.</summary>
    On,

    /// <summary>Nothing: the text is spoken as it stands, but for the lexicon.</summary>
    Off,
}
