using Qwen3Tts.TextFrontend.Normalization.Grammars;
using Qwen3Tts.TextFrontend.Normalization.Readers;

namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>The readers of one language, by what a thing begins with.</summary>
internal sealed class LanguageReaders(Grammar grammar, EmojiReading emoji)
{
    private readonly DateReader _dates = new(grammar);
    private readonly IReader[] _numbers =
        [new AbbreviationReader(grammar), new DateReader(grammar), new TelephoneReader(grammar), new FractionReader(grammar), new TimeReader(grammar), new CurrencyReader(grammar), new QuantityReader(grammar)];

    private readonly IReader[] _capitals =
        [new AbbreviationReader(grammar), new CurrencyReader(grammar), new RomanReader(grammar), new InitialismReader(grammar), new AddressReader(grammar)];

    private readonly IReader[] _smalls = [new AbbreviationReader(grammar), new AddressReader(grammar)];
    private readonly IReader[] _signs = [new CurrencyReader(grammar), new AbbreviationReader(grammar), new AddressReader(grammar), new SymbolReader(grammar)];
    private readonly EmojiReader _emoji = new(grammar.Code, emoji);

    public string Code => grammar.Code;

    public Grammar Grammar => grammar;

    public Reading ReadNumber(TextWindow window, ReadingContext context) => First(_numbers, window, context);

    public Reading ReadSign(TextWindow window, ReadingContext context) => First(_signs, window, context);

    public Reading ReadEmoji(TextWindow window, ReadingContext context) => _emoji.Read(window, context);

    public Reading ReadWord(TextWindow window, ReadingContext context)
    {
        if (grammar.MonthFirst && "JFMASONDjfasond".Contains(window[0], StringComparison.Ordinal) && _dates.ReadMonthFirst(window, window.Letters(0, 12), context) is { IsNone: false } date)
            return date;
        return First(char.IsUpper(window[0]) ? _capitals : _smalls, window, context);
    }

    private static Reading First(IReader[] readers, TextWindow window, ReadingContext context)
    {
        foreach (var reader in readers)
        {
            if (reader.Read(window, context) is { IsNone: false } reading)
                return reading;
            // What comes may still be of this kind: what the next readers say does not count.
            if (window.Starved)
                return Reading.None;
        }

        return Reading.None;
    }
}
