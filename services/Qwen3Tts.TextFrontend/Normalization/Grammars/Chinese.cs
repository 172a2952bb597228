using System.Text;
using Qwen3Tts.TextFrontend.Normalization.Data;

namespace Qwen3Tts.TextFrontend.Normalization.Grammars;

/// <summary>Mandarin, in simplified characters.</summary>
internal sealed class Chinese() : Grammar("zh", "zh-Hans")
{
    private const string Numerals = "零一二三四五六七八九";
    private static readonly string[] s_services = ["110", "119", "120", "114", "122", "12306", "12315", "12345", "10086", "10010", "95588"];
    private static readonly string[] s_dialled = ["拨打", "电话", "手机", "热线", "致电", "尾号", "尾号是", "尾号为", "房间号", "打", "拨", "号码", "号码是", "给"];

    public override bool Spaced => false;

    public override char DecimalSign => '.';

    public override char GroupSign => ',';

    protected override int MostDigits => 16;

    public override string Cardinal(long value, Gender gender)
    {
        if (value == 0)
            return "零";
        var words = new StringBuilder();
        var gap = false;
        string[] scales = ["", "万", "亿", "万亿", "亿亿"];
        for (var scale = 4; scale >= 0; scale--)
        {
            var group = (int)(value / (long)Math.Pow(10000, scale) % 10000);
            if (group == 0)
            {
                gap |= words.Length > 0;
                continue;
            }

            if (words.Length > 0 && (gap || group < 1000))
                words.Append('零');
            AddGroup(words, group, words.Length == 0, scale > 0);
            words.Append(scales[scale]);
            gap = false;
        }

        return words.ToString();
    }

    /// <summary>Before a counter, two is 两.</summary>
    public override string Counting(string digits, Gender gender) => digits is "2" ? "两" : Cardinal(digits);

    public override string Ordinal(long value, Gender gender) => "第" + Cardinal(value, gender);

    public override string Digits(string digits) => string.Concat(digits.Select(digit => Numerals[digit - '0']));

    public override string Percent(Numeral number, bool permille) =>
        Signed(number, Data[permille ? "permille" : "percent"] + Number(number with { Negative = false }));

    public override string Money(Numeral number, string? scale, Currency currency) => Number(number) + scale + currency.Major[0];

    public override string Number(Numeral number, Gender gender = Gender.Masculine) =>
        Signed(number, Cardinal(number.Integer.Length == 0 ? "0" : number.Integer) + (number.IsWhole ? "" : "点" + Digits(number.Fraction)));

    public override string Fraction(long? whole, long numerator, long denominator) =>
        (whole is { } w ? Cardinal(w, Gender.Neuter) + "又" : "") + Cardinal(denominator, Gender.Neuter) + "分之" + Cardinal(numerator, Gender.Neuter);

    public override string Year(long year) => Digits(year.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public override string Date(long? year, int month, int? day, string before) =>
        (year is { } y ? Year(y) + "年" : "") + Data.MonthNames[month] + (day is { } d ? Cardinal(d, Gender.Neuter) + "日" : "");

    public override string Time(int hour, int minute, int? second, char half, bool named)
    {
        var words = half switch { 'a' => "上午", 'p' => hour is >= 6 and < 12 ? "晚上" : "下午", _ => "" } + (hour == 2 ? "两" : Cardinal(hour, Gender.Neuter)) + "点";
        if (minute > 0 || second is not null)
            words += (minute is > 0 and < 10 ? "零" : "") + Cardinal(minute, Gender.Neuter) + "分";
        return second is { } s ? words + Cardinal(s, Gender.Neuter) + "秒" : words;
    }

    public override string Range(Numeral from, Numeral to, CountedNoun? noun, bool percent) =>
        percent ? Joined(Percent(from, false), Percent(to, false)) : base.Range(from, to, noun, percent);

    public override string Telephone(IReadOnlyList<string> groups, bool plus) => (plus ? "加" : "") + string.Join("，", groups.Select(TelephoneGroup));

    protected override string TelephoneGroup(string digits) => Digits(digits).Replace('一', '幺');

    public override Reading Suffix(TextWindow window, int at, Numeral number, ReadingContext context)
    {
        if (!number.IsWhole || number.Negative)
            return Reading.None;
        var digits = number.Integer;
        var next = window[at];
        if (digits.Length == 4 && next == '年')
            return number.Value is >= 1000 and < 3000 ? new Reading(at, Digits(digits), SemioticClass.Date) : Reading.None;
        if (digits is ['0', not '0'] && next is '月' or '日' or '号' or '点' or '时' or '分' or '秒')
            return new Reading(at, Cardinal(number.Value, Gender.Neuter), SemioticClass.Date);
        if (next == '年' && context.PreviousWord is var era && (era.EndsWith("公元", StringComparison.Ordinal) || era.EndsWith("公元前", StringComparison.Ordinal)))
            return new Reading(at, Digits(digits), SemioticClass.Date);
        if (digits.Length == 2 && digits[1] is '0' or '5' && next is '后' or '後' && digits[0] is '0' or '5' or '6' or '7' or '8' or '9' && context.Previous is not '第')
            return new Reading(at, Digits(digits), SemioticClass.Date);
        if (digits.Length == 11 && digits[0] == '1')
            return new Reading(at, TelephoneGroup(digits), SemioticClass.Telephone);
        if (digits.Length >= 3 && IsDialled(digits, next, context))
            return new Reading(at, TelephoneGroup(digits), SemioticClass.Telephone);
        return digits is "2" && !(next == '分' && window[at + 1] == '之') && Data.In("counter", next.ToString()) && context.Previous is not ('第' or '十') ? new Reading(at, "两", SemioticClass.Cardinal) : Reading.None;
    }

    private static bool IsDialled(string digits, char next, ReadingContext context)
    {
        if (s_services.Contains(digits) && (next is '\0' or '打' or '报' or '来' or '，' or '。' or '热') && (digits.Length > 3 || context.LastLetter is '\0' or '打' or '拨' or '叫'))
            return true;
        var before = context.PreviousWord;
        return digits.Length <= 8 && s_dialled.Any(word => word.Length > 1 && before.EndsWith(word, StringComparison.Ordinal));
    }

    private static void AddGroup(StringBuilder words, int group, bool first, bool scaled)
    {
        var gap = false;
        (int Value, string Unit)[] places = [(1000, "千"), (100, "百"), (10, "十"), (1, "")];
        var begun = false;
        foreach (var (value, unit) in places)
        {
            var digit = group / value % 10;
            if (digit == 0)
            {
                gap |= begun;
                continue;
            }

            if (gap)
                words.Append('零');
            gap = false;
            if (digit == 2 && (value >= 100 || (value == 1 && scaled && group == 2)))
                words.Append('两').Append(unit);
            else if (digit == 1 && value == 10 && first && !begun)
                words.Append(unit);
            else
                words.Append(Numerals[digit]).Append(unit);
            begun = true;
        }
    }
}
