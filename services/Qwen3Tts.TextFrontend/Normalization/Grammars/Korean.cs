using Qwen3Tts.TextFrontend.Normalization.Data;

namespace Qwen3Tts.TextFrontend.Normalization.Grammars;

/// <summary>Korean: Chinese numbers, and Korean ones before the counters that take them.</summary>
internal sealed class Korean() : Grammar("ko", "ko")
{
    private const string Numerals = "영일이삼사오육칠팔구";
    private static readonly string[] s_ones = ["", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉"];
    private static readonly string[] s_tens = ["", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔"];

    public override char DecimalSign => '.';

    public override char GroupSign => ',';

    protected override int MostDigits => 16;

    public override string Cardinal(long value, Gender gender)
    {
        var words = base.Cardinal(value, gender);
        return words.StartsWith("일만", StringComparison.Ordinal) ? words[1..] : words;
    }

    public override string Ordinal(long value, Gender gender) => (value == 1 ? "첫" : Native(value) ?? Cardinal(value, gender)) + "번째";

    public override string Digits(string digits) => string.Concat(digits.Select(digit => Numerals[digit - '0']));

    public override string Number(Numeral number, Gender gender = Gender.Masculine) =>
        Signed(number, Cardinal(number.Integer.Length == 0 ? "0" : number.Integer) + (number.IsWhole ? "" : "점" + Digits(number.Fraction)));

    public override string Money(Numeral number, string? scale, Currency currency) => Number(number) + scale + Gap + currency.Major[0];

    public override string Fraction(long? whole, long numerator, long denominator) =>
        (whole is { } w ? Cardinal(w, Gender.Neuter) + "과 " : "") + Cardinal(denominator, Gender.Neuter) + "분의 " + Cardinal(numerator, Gender.Neuter);

    public override string Date(long? year, int month, int? day, string before) =>
        (year is { } y ? Cardinal(y, Gender.Neuter) + "년 " : "") + Data.MonthNames[month] + (day is { } d ? " " + Cardinal(d, Gender.Neuter) + "일" : "");

    public override string Time(int hour, int minute, int? second, char half, bool named) =>
        half switch { 'a' => "오전 ", 'p' => "오후 ", _ => "" } + Hour(hour) + "시"
        + (minute > 0 || second is not null ? " " + Cardinal(minute, Gender.Neuter) + "분" : "") + (second is { } s ? " " + Cardinal(s, Gender.Neuter) + "초" : "");

    public override string Joined(string from, string to) => from + "에서 " + to;

    public override string Telephone(IReadOnlyList<string> groups, bool plus) => (plus ? "플러스 " : "") + string.Join(' ', groups.Select(TelephoneGroup));

    protected override string TelephoneGroup(string digits) => Digits(digits).Replace('영', '공');

    /// <summary>Months that sound otherwise, and Korean numbers before their counters.</summary>
    public override Reading Suffix(TextWindow window, int at, Numeral number, ReadingContext context)
    {
        if (!number.IsWhole || number.Negative)
            return Reading.None;
        var from = window.SkipSpace(at);
        if (number.Integer is ['0', not '0'] && window[from] is '월' or '일' or '시' or '분' or '초')
            return new Reading(at, window[from] == '시' ? Hour((int)number.Value) : Cardinal(number.Value, Gender.Neuter), SemioticClass.Date);
        if (window[from] == '월' && number.Value is 6 or 10)
            return new Reading(at, number.Value == 6 ? "유" : "시", SemioticClass.Date);
        if (window.Has(from, "번째"))
            return new Reading(from + 2, Ordinal(number.Value, Gender.Neuter), SemioticClass.Ordinal);
        if (!Scripts.IsHangul(window[from]) || Native(number.Value) is not { } native)
            return Reading.None;
        // A counter is known by its first syllable or two; particles may stand behind it.
        var two = Scripts.IsHangul(window[from + 1]) && Data.In("native-counter", window.Text(from, 2));
        if (!two && !Data.In("native-counter", window.Text(from, 1)))
            return Reading.None;
        if (window[from] == '시' && !two && number.Value > 12)
            return Reading.None;
        return IsSino(window, from) ? Reading.None : new Reading(at, native, SemioticClass.Cardinal);
    }

    // 시속, 대학, 장관, 개월 and 번지 are words of their own.
    private static bool IsSino(TextWindow window, int at) =>
        window.Has(at, "개월") || window.Has(at, "시속") || window.Has(at, "대학") || window.Has(at, "번지") || window.Has(at, "번길") || window.Has(at, "장관") || window.Has(at, "번 버스") || window.Has(at, "번 출구");

    private string Hour(int hour) => hour is >= 1 and <= 12 ? Native(hour)! : Cardinal(hour, Gender.Neuter);

    private static string? Native(long value) => value switch
    {
        20 => "스무",
        > 0 and < 100 => s_tens[value / 10] + s_ones[value % 10],
        _ => null,
    };
}
