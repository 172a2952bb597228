using System.Text;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.TextFrontend.Normalization.Languages;

/// <summary>
/// The language that an utterance's text is read in: the one that was named, or the one found when it first matters, from the
/// letters so far and as many of those that follow as make <see cref="Enough"/>: the text waits for those. Numbers among
/// letters of another script are read in that script's language.
/// </summary>
internal sealed class LanguageChoice
{
    /// <summary>Letters that a language is told by.</summary>
    public const int Enough = 40;

    /// <summary>Letters of a script of one language, among which Latin words may stand, that tell enough.</summary>
    private const int EnoughOfScript = 8;

    private const string Roman = "VXLCDM";

    private static readonly HashSet<string> Abbreviated = ["Dr", "Mr", "Ms", "St", "Mt", "No", "Nr", "Fr", "Hr", "Sr", "Jr", "Av"];

    private readonly ILanguageDetector _detector;
    private readonly EmojiReading _emoji;
    private readonly IReadOnlySet<string>? _spoken;
    private readonly StringBuilder _seen = new();
    private LanguageReaders? _base;

    /// <param name="named">Two letters of the language; null where it is to be found.</param>
    /// <param name="spoken">Codes that may be found; null: any.</param>
    public LanguageChoice(string? named, ILanguageDetector detector, EmojiReading emoji, IReadOnlySet<string>? spoken = null)
    {
        _spoken = spoken;
        _detector = detector;
        _emoji = emoji;
        if (named is null)
            return;
        _base = GrammarShelf.Readers(named, emoji);
        Chosen = new DetectedLanguage(named, 1);
    }

    public DetectedLanguage? Chosen { get; private set; }

    /// <summary>The chosen language's two letters; empty before it is chosen.</summary>
    public string Code => Chosen?.Code ?? "";

    /// <summary>What has come of the text, as far as it was needed.</summary>
    public void See(ReadOnlySpan<char> text)
    {
        if (Chosen is null && _seen.Length < 2 * Enough)
            _seen.Append(text);
    }

    /// <summary>Whether the word is read the same in all languages, so that none has to be chosen for it yet.</summary>
    public bool IsPlainAnywhere(TextWindow window)
    {
        if (Chosen is not null || !Scripts.IsLatin(window[0]))
            return false;
        var letters = 1;
        while (letters < 24 && Scripts.IsWordPart(window[letters]))
            letters++;
        var after = window[letters];
        if (after is not (' ' or ',' or '!' or '?' or ';' or '\n'))
            return false;
        if (!char.IsUpper(window[0]))
            return true;
        // Not what may be a number, an initialism, an abbreviation without its point, or a month with its day.
        return letters switch
        {
            1 => !Roman.Contains(window[0], StringComparison.Ordinal),
            2 => !char.IsUpper(window[1]) && (after is not ' ' || !Abbreviated.Contains(window.Text(0, 2))),
            _ => !char.IsUpper(window[1]) && !GrammarShelf.Grammar("en").Data.Months.ContainsKey(window.Text(0, letters)),
        };
    }

    /// <summary>The readers for what stands at the window's beginning; null while the language is not known for want of text.</summary>
    public LanguageReaders? For(TextWindow window, ReadingContext context)
    {
        if (_base is null)
            Choose(window);
        if (_base is null)
            return null;
        var code = Around(context, _base.Code);
        return code == _base.Code ? _base : GrammarShelf.Readers(code, _emoji);
    }

    /// <summary>The language of a whole text.</summary>
    public static DetectedLanguage Detect(string text, ILanguageDetector detector)
    {
        var (latin, han, kana, hangul, cyrillic, arabic) = (0, 0, 0, 0, 0, 0);
        foreach (var c in text)
        {
            if (Scripts.IsHan(c))
                han++;
            else if (Scripts.IsKana(c))
                kana++;
            else if (Scripts.IsHangul(c))
                hangul++;
            else if (Scripts.IsCyrillic(c))
                cyrillic++;
            else if (Scripts.IsArabic(c))
                arabic++;
            else if (Scripts.IsLatin(c))
                latin++;
        }

        var all = latin + han + kana + hangul + cyrillic + arabic;
        if (all == 0)
            return new DetectedLanguage("en", 0);
        // An ideograph is a word's worth of letters, more or less.
        (string Code, int Weight)[] scripts =
            [("ja", kana > 0 ? 3 * (kana + han) : 0), ("zh", kana > 0 ? 0 : 3 * han), ("ko", 2 * hangul), ("ru", cyrillic), ("ar", arabic)];
        var (code, weight) = scripts.MaxBy(script => script.Weight);
        if (weight >= latin)
            return new DetectedLanguage(code, (double)weight / (weight + latin + scripts.Sum(script => script.Weight) - weight));
        var found = detector.Detect(text);
        return found.Confidence < 0.4 ? new DetectedLanguage("en", found.Confidence) : found;
    }

    private void Choose(TextWindow window)
    {
        var sample = new StringBuilder().Append(_seen);
        var (letters, others) = (0, 0);
        foreach (var c in _seen.ToString())
            Count(c, ref letters, ref others);
        for (var at = 0; letters < Enough && others < EnoughOfScript && at < TextWindow.Reach; at++)
        {
            var c = window[at];
            if (window.Starved)
                return;
            if (c == '\0' && at >= window.Count)
                break;
            sample.Append(c);
            Count(c, ref letters, ref others);
        }

        Chosen = Detect(sample.ToString(), _detector);
        Refuse(Chosen.Value);
        _base = GrammarShelf.Readers(Chosen.Value.Code, _emoji);
        _seen.Clear();
    }

    // Languages of Latin letters are mistaken for each other; a script is not.
    private void Refuse(DetectedLanguage found)
    {
        if (_spoken is null || _spoken.Contains(found.Code) || found.Code is "en" or "fr" or "de" or "es" or "it" or "pt" || found.Confidence < 0.8)
            return;
        throw SpeechException.Invalid(
            $"The text is {LanguageNames.NameOf(found.Code)}, which this model does not speak. It speaks {string.Join(", ", _spoken.Select(LanguageNames.NameOf).Order())}.");
    }

    private static void Count(char c, ref int letters, ref int others)
    {
        if (!Scripts.IsWordPart(c) && !Scripts.IsUnspaced(c))
            return;
        letters++;
        others += c > '\u024F' ? 1 : 0;
    }

    private static string Around(ReadingContext context, string code)
    {
        var letter = context.LastLetter;
        if (letter == '\0' || (letter <= '\u024F' && code is "en" or "fr" or "de" or "es" or "it" or "pt"))
            return code;
        if (Scripts.IsKana(letter))
            return "ja";
        if (Scripts.IsHan(letter))
            return code is "ja" ? "ja" : "zh";
        if (Scripts.IsHangul(letter))
            return "ko";
        if (Scripts.IsCyrillic(letter))
            return "ru";
        if (Scripts.IsArabic(letter))
            return "ar";
        return context.HasOtherLetters || context.LatinWords < 2 ? code : "en";
    }
}
