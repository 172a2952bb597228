using System.Text;

namespace Qwen3Tts.UnitTests.TextFrontend.Normalization;

/// <summary>One item of the table of written forms.</summary>
public sealed record SpokenForm(string Language, string Class, string Written, string Spoken, string Source)
{
    public static IEnumerable<SpokenForm> Read() => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "TextFrontend", "Normalization", "spoken-forms.tsv"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('\t'))
        .Select(fields => new SpokenForm(fields[0], fields[1], fields[2], fields[3], fields[4]));

    /// <summary>Whether what was said sounds like one of the alternatives.</summary>
    public bool Allows(string said) => Spoken.Split('|').Any(alternative => Sound(alternative) == Sound(said));

    // Only what sounds counts: neither capitals, commas and hyphens, nor spaces within the numbers of languages that write them as one word.
    private string Sound(string text)
    {
        var sound = new StringBuilder();
        foreach (var c in text.ToLowerInvariant())
        {
            if (c is >= '\u064B' and <= '\u0652' or ',' or '，' or '、' or '—' or '\u00A0')
                continue;
            sound.Append(c switch { '-' => ' ', 'ё' => 'е', 'أ' or 'إ' or 'آ' => 'ا', '〇' => '零', _ => c });
        }

        sound.Replace("مائة", "مئة");
        var joined = Language is "zh" or "ja" or "ko" or "de" ? "" : " ";
        return string.Join(joined, sound.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)).Replace("و نصف", "ونصف", StringComparison.Ordinal).TrimEnd('.', '。');
    }
}
