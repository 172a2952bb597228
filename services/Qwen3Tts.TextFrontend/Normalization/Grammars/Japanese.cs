using Qwen3Tts.TextFrontend.Normalization.Data;

namespace Qwen3Tts.TextFrontend.Normalization.Grammars;

/// <summary>Japanese: numbers in kanji, whose readings before counters the model knows.</summary>
internal sealed class Japanese() : Grammar("ja", "ja")
{
    private const string Numerals = "〇一二三四五六七八九";

    public override bool Spaced => false;

    public override char DecimalSign => '.';

    public override char GroupSign => ',';

    protected override int MostDigits => 16;

    /// <summary>A thousand of a larger number is 一千, else 千.</summary>
    public override string Cardinal(long value, Gender gender)
    {
        if (value == 0)
            return "零";
        var words = base.Cardinal(value, gender);
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == '千' && (i == 0 || words[i - 1] is '億' or '兆' or '万') && words.AsSpan(i).IndexOfAny('万', '億', '兆') > 0)
                words = words.Insert(i++, "一");
        }

        return words;
    }

    public override Reading Suffix(TextWindow window, int at, Numeral number, ReadingContext context) =>
        number.Integer is ['0', not '0'] && number.IsWhole && window[at] is '月' or '日' or '時' or '分' or '秒'
            ? new Reading(at, Cardinal(number.Value, Gender.Neuter), SemioticClass.Date)
            : Reading.None;

    public override string Ordinal(long value, Gender gender) => Cardinal(value, gender) + "番目";

    public override string Digits(string digits) => string.Concat(digits.Select(digit => Numerals[digit - '0']));

    public override string Money(Numeral number, string? scale, Currency currency) => Number(number) + scale + currency.Major[0];

    public override string Fraction(long? whole, long numerator, long denominator) =>
        (whole is { } w ? Cardinal(w, Gender.Neuter) + "と" : "") + Cardinal(denominator, Gender.Neuter) + "分の" + Cardinal(numerator, Gender.Neuter);

    public override string Date(long? year, int month, int? day, string before) =>
        (year is { } y ? Cardinal(y, Gender.Neuter) + "年" : "") + Data.MonthNames[month] + (day is { } d ? Cardinal(d, Gender.Neuter) + "日" : "");

    public override string Time(int hour, int minute, int? second, char half, bool named) =>
        half switch { 'a' => "午前", 'p' => "午後", _ => "" } + Cardinal(hour, Gender.Neuter) + "時"
        + (minute > 0 || second is not null ? Cardinal(minute, Gender.Neuter) + "分" : "") + (second is { } s ? Cardinal(s, Gender.Neuter) + "秒" : "");

    public override string Telephone(IReadOnlyList<string> groups, bool plus) => (plus ? "プラス" : "") + string.Join("の", groups.Select(TelephoneGroup));

    protected override string TelephoneGroup(string digits) => Digits(digits).Replace("〇", "ゼロ", StringComparison.Ordinal);
}
