using Qwen3Tts.Speech.Errors;
using Qwen3Tts.TextFrontend.Normalization.Grammars;
using Qwen3Tts.TextFrontend.Normalization.Languages;
using Qwen3Tts.TextFrontend.Normalization.Readers;

namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>Says a text as what it is said to be, whatever it looks like.</summary>
public static class Verbalizer
{
    /// <param name="text">All of it is of the class; at most <see cref="TextWindow.Reach"/> characters.</param>
    /// <param name="language">A language's name or tag.</param>
    /// <param name="format">The order of a date's parts: letters d, m and y, such as "mdy"; empty: the language's own.</param>
    /// <returns>Null where the text is nothing of that class.</returns>
    /// <exception cref="SpeechException">Invalid: there is no grammar of the language.</exception>
    public static string? Say(SemioticClass kind, string text, string language, string format = "")
    {
        var grammar = GrammarShelf.Grammar(LanguageNames.CodeOf(language) ?? "en");
        var trimmed = text.Trim();
        if (trimmed.Length is 0 or >= TextWindow.Reach)
            return null;
        return kind switch
        {
            SemioticClass.Cardinal or SemioticClass.Decimal => Number(trimmed, grammar),
            SemioticClass.Ordinal => Ordinal(trimmed, grammar),
            SemioticClass.Digits => Spelled(trimmed, grammar, char.IsAsciiDigit),
            SemioticClass.Initialism => Spelled(trimmed, grammar, char.IsLetterOrDigit),
            SemioticClass.Date => (format.Length > 0 ? DateOf(trimmed, format, grammar) : null) ?? Read(new DateReader(grammar), trimmed),
            SemioticClass.Time => Read(new TimeReader(grammar), trimmed),
            SemioticClass.Currency => Read(new CurrencyReader(grammar), trimmed),
            SemioticClass.Fraction => Read(new FractionReader(grammar), trimmed) ?? Number(trimmed, grammar),
            SemioticClass.Telephone => Read(new TelephoneReader(grammar), trimmed) ?? Spelled(trimmed, grammar, char.IsAsciiDigit),
            SemioticClass.Email or SemioticClass.Url or SemioticClass.Path => Read(new AddressReader(grammar), trimmed),
            SemioticClass.Unit or SemioticClass.Percent or SemioticClass.Range => Read(new QuantityReader(grammar), trimmed),
            _ => null,
        };
    }

    private static string? Read(IReader reader, string text)
    {
        var reading = reader.Read(Window(text), new ReadingContext { Mode = NormalizationMode.On });
        return reading.Length == text.Length ? reading.Spoken : null;
    }

    private static string? Number(string text, Grammar grammar)
    {
        var negative = text[0] is '-' or '\u2212';
        var sign = negative || text[0] == '+' ? 1 : 0;
        return NumeralReader.Read(Window(text), sign, grammar, out var number) == text.Length - sign
            ? grammar.Number(number with { Negative = negative })
            : null;
    }

    private static string? Ordinal(string text, Grammar grammar)
    {
        var window = Window(text);
        var length = NumeralReader.Read(window, 0, grammar, out var number);
        if (length == 0 || !number.IsWhole || number.Value > int.MaxValue)
            return null;
        if (length == text.Length || (length == text.Length - 1 && text[^1] == '.'))
            return grammar.Ordinal(number.Value, Gender.Masculine);
        return grammar.OrdinalMark(window, length, number.Value, new ReadingContext(), out var said) == text.Length - length ? said : null;
    }

    private static string? DateOf(string text, string format, Grammar grammar)
    {
        var parts = text.Split(['-', '/', '.', ' ', '年', '月', '日'], StringSplitOptions.RemoveEmptyEntries);
        var order = format.ToLowerInvariant().Where(c => c is 'd' or 'm' or 'y').Distinct().ToArray();
        if (parts.Length == order.Length - 1)
            order = [.. order.Where(letter => letter != 'y')];
        if (parts.Length != order.Length || !parts.All(part => part.Length <= 4 && part.All(char.IsAsciiDigit)))
            return null;
        int? Part(char letter) => Array.IndexOf(order, letter) is >= 0 and var at ? int.Parse(parts[at], System.Globalization.CultureInfo.InvariantCulture) : null;
        return Part('m') is >= 1 and <= 12 and { } month && Part('d') is null or >= 1 and <= 31 ? grammar.Date(Part('y'), month, Part('d'), "") : null;
    }

    // What is not of the class stays, apart from it.
    private static string Spelled(string text, Grammar grammar, Func<char, bool> belongs)
    {
        var words = text.Where(c => !char.IsWhiteSpace(c)).Select(c => !belongs(c) ? c.ToString() : char.IsAsciiDigit(c) ? grammar.Digits(c.ToString()) : grammar.Letters(c.ToString()));
        return string.Join(' ', words);
    }

    private static TextWindow Window(string text)
    {
        var window = new TextWindow { Ended = true };
        foreach (var c in text)
            window.Add(c, 0);
        return window;
    }
}
