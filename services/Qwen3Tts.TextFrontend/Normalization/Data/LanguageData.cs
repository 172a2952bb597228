using System.Collections.Frozen;

namespace Qwen3Tts.TextFrontend.Normalization.Data;

/// <summary>
/// A language's table: words for signs, months, units, currencies, abbreviations. One entry a line, fields separated by tabs:
/// <c>word key spoken</c>, <c>month number spoken written,…</c>, <c>unit written,… gender form…</c>, <c>currency written,… gender
/// form|form gender form|form</c>, <c>abbr written,… spoken</c>, <c>symbol sign spoken</c>, <c>scale word,…</c>, <c>roman word,…</c>,
/// <c>set name word,…</c>.
/// </summary>
internal sealed class LanguageData
{
    private readonly Dictionary<string, string> _words = [];
    private readonly Dictionary<string, FrozenSet<string>> _sets = [];

    private LanguageData(string code, IEnumerable<string> lines)
    {
        var months = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var units = new Dictionary<string, CountedNoun>();
        var currencies = new Dictionary<string, Currency>();
        var abbreviations = new Dictionary<string, string>();
        var symbols = new Dictionary<char, string>();
        foreach (var line in lines)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var fields = line.Split('\t');
            switch (fields[0])
            {
                case "word":
                    _words.Add(fields[1], fields[2]);
                    break;
                case "month":
                    MonthNames[int.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture)] = fields[2];
                    foreach (var written in fields[3].Split(','))
                        months.Add(written, int.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture));
                    break;
                case "unit":
                    foreach (var written in fields[1].Split(','))
                        units.Add(written, new CountedNoun(GenderOf(fields[2]), fields[3..]));
                    break;
                case "currency":
                    var major = new CountedNoun(GenderOf(fields[2]), fields[3].Split('|'));
                    var minor = fields.Length > 5 ? new CountedNoun(GenderOf(fields[4]), fields[5].Split('|')) : null;
                    foreach (var written in fields[1].Split(','))
                        currencies.Add(written, new Currency(major, minor));
                    break;
                case "abbr":
                    foreach (var written in fields[1].Split(','))
                        abbreviations.Add(written, fields[2]);
                    break;
                case "symbol":
                    symbols.Add(fields[1][0], fields[2]);
                    break;
                case "set":
                    _sets.Add(fields[1], fields[2].Split(',').ToFrozenSet(StringComparer.OrdinalIgnoreCase));
                    break;
                default:
                    throw new InvalidDataException($"{code}.tsv: '{fields[0]}' is no kind of entry.");
            }
        }

        Months = months.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        Units = units.ToFrozenDictionary();
        Currencies = new PrefixTable<Currency>(currencies);
        Abbreviations = new PrefixTable<string>(abbreviations);
        Symbols = symbols.ToFrozenDictionary();
    }

    public string[] MonthNames { get; } = new string[13];

    public FrozenDictionary<string, int> Months { get; }

    public FrozenDictionary<string, CountedNoun> Units { get; }

    public PrefixTable<Currency> Currencies { get; }

    public PrefixTable<string> Abbreviations { get; }

    public FrozenDictionary<char, string> Symbols { get; }

    public string this[string key] => _words[key];

    public string? Find(string key) => _words.GetValueOrDefault(key);

    public bool In(string set, string word) => _sets.TryGetValue(set, out var words) && words.Contains(word);

    public static LanguageData Load(string code) => new(code, EmbeddedTable.Lines(code + ".tsv"));

    private static Gender GenderOf(string letter) => letter switch
    {
        "f" => Gender.Feminine,
        "n" => Gender.Neuter,
        _ => Gender.Masculine,
    };
}
