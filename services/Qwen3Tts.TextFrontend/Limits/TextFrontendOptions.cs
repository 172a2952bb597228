using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.TextFrontend.Limits;

/// <summary>How much text one utterance may bring. Characters are Unicode scalars, counted as they arrive.</summary>
public sealed class TextFrontendOptions
{
    public const string Section = "TextFrontend";

    /// <summary>The most characters to speak, over all pieces. It also bounds what an utterance can make the service hold.</summary>
    [Range(1, 1_000_000)]
    public int MaxCharacters { get; set; } = 5_000;

    /// <summary>
    /// Letters after which a text is cut at the next end of a sentence, and what follows begins anew in the same voice; an ideograph, kana or
    /// Hangul counts as three. 1,800 take some two minutes, and the engine's frames (Engine:MaxFrames) end at 164 s; 0 cuts nothing.
    /// </summary>
    [Range(0, 1_000_000)]
    public int CutAfter { get; set; } = 1_800;

    /// <summary>The most characters of an SSML document, tags and all; its words count as text besides.</summary>
    [Range(1, 10_000_000)]
    public int MaxSsmlCharacters { get; set; } = 50_000;

    /// <summary>The most entries of an utterance's lexicon, with those that the operator keeps for its tenant.</summary>
    [Range(0, 100_000)]
    public int MaxLexiconEntries { get; set; } = 2_000;

    /// <summary>Debian's espeak-ng, by path or by name: it gives the phonemes of an analysis. Where it is not installed there are none.</summary>
    [Required]
    public string EspeakPath { get; set; } = "espeak-ng";

    /// <summary>The most characters of an instruction or voice description.</summary>
    [Range(1, 1_000_000)]
    public int MaxInstructionCharacters { get; set; } = 2_000;

    /// <summary>The most characters of a reference clip's transcript.</summary>
    [Range(1, 1_000_000)]
    public int MaxTranscriptCharacters { get; set; } = 2_000;
}
