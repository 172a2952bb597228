using System.Collections.Frozen;
using System.Text;
using Qwen3Tts.TextFrontend.Normalization.Data;

namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>The names of common emoji in each language, from Unicode CLDR's annotations.</summary>
internal static class EmojiNames
{
    private static readonly Lazy<FrozenDictionary<(int Emoji, string Language), string>> s_names = new(Load);

    public static string? Find(int emoji, string language) => s_names.Value.GetValueOrDefault((emoji, language));

    private static FrozenDictionary<(int, string), string> Load()
    {
        var lines = EmbeddedTable.Lines("emoji.tsv").Where(line => line[0] != '#').Select(line => line.Split('\t')).ToArray();
        return lines.Skip(1)
            .SelectMany(fields => fields.Skip(1).Select((name, i) => ((Rune.GetRuneAt(fields[0], 0).Value, lines[0][i + 1]), name)))
            .ToFrozenDictionary(pair => pair.Item1, pair => pair.name);
    }
}
