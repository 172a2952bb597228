namespace Qwen3Tts.TextFrontend.Normalization.Grammars;

/// <summary>Number words in cases that Humanizer does not have: genitive cardinals, and ordinals by their ending.</summary>
internal static class RussianWords
{
    private static readonly Dictionary<string, string> s_genitive = new()
    {
        ["ноль"] = "нуля", ["один"] = "одного", ["одна"] = "одной", ["одно"] = "одного", ["два"] = "двух", ["две"] = "двух", ["три"] = "трёх",
        ["четыре"] = "четырёх", ["восемь"] = "восьми", ["сорок"] = "сорока", ["девяносто"] = "девяноста", ["сто"] = "ста", ["двести"] = "двухсот",
        ["триста"] = "трёхсот", ["четыреста"] = "четырёхсот", ["пятьсот"] = "пятисот", ["шестьсот"] = "шестисот", ["семьсот"] = "семисот",
        ["восемьсот"] = "восьмисот", ["девятьсот"] = "девятисот", ["пятьдесят"] = "пятидесяти", ["шестьдесят"] = "шестидесяти",
        ["семьдесят"] = "семидесяти", ["восемьдесят"] = "восьмидесяти", ["тысяча"] = "тысячи", ["тысячи"] = "тысяч", ["миллион"] = "миллиона",
        ["миллиона"] = "миллионов", ["миллиард"] = "миллиарда", ["миллиарда"] = "миллиардов",
    };

    /// <summary>A cardinal number in the genitive.</summary>
    public static string Genitive(string cardinal) => string.Join(' ', cardinal.Split(' ').Select(word =>
        s_genitive.TryGetValue(word, out var genitive) ? genitive : word.EndsWith('ь') ? word[..^1] + "и" : word));

    /// <summary>An ordinal number, given in the masculine nominative, in another form: only its last word changes.</summary>
    public static string Ordinal(string masculine, RussianCase form)
    {
        if (form is RussianCase.Nominative)
            return masculine;
        var soft = masculine.EndsWith("третий", StringComparison.Ordinal);
        var stem = masculine[..^2];
        return (soft, form) switch
        {
            (true, RussianCase.Genitive) => stem + "ьего",
            (true, RussianCase.Dative) => stem + "ьему",
            (true, RussianCase.Prepositional) => stem + "ьем",
            (true, RussianCase.Feminine) => stem + "ья",
            (true, RussianCase.Neuter) => stem + "ье",
            (true, RussianCase.Plural) => stem + "ьи",
            (true, _) => stem + "ьих",
            (_, RussianCase.Genitive) => stem + "ого",
            (_, RussianCase.Dative) => stem + "ому",
            (_, RussianCase.Prepositional) => stem + "ом",
            (_, RussianCase.Feminine) => stem + "ая",
            (_, RussianCase.Neuter) => stem + "ое",
            (_, RussianCase.Plural) => stem + "ые",
            _ => stem + "ых",
        };
    }
}
