using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Texts;

/// <summary>The lexicons that the operator keeps, as they were when this process began.</summary>
internal sealed class TenantLexicons
{
    private const string IpaPrefix = "ipa:";
    private const string PinyinPrefix = "pinyin:";

    private readonly Dictionary<string, IReadOnlyList<LexiconPhrase>> _lexicons = [];

    /// <exception cref="SpeechException">Invalid: the folder is not there, or a line is none; the message names file and line.</exception>
    public TenantLexicons(IOptions<LexiconOptions> options)
    {
        var folder = options.Value.Folder;
        if (folder.Length is 0)
            return;
        if (!Directory.Exists(folder))
            throw SpeechException.Invalid($"{LexiconOptions.Section}:{nameof(LexiconOptions.Folder)} is '{folder}', which is no folder.");
        foreach (var file in Directory.EnumerateFiles(folder, "*.tsv"))
            _lexicons.Add(Path.GetFileNameWithoutExtension(file), [.. Read(file)]);
    }

    public IReadOnlyList<LexiconPhrase> Of(Tenant tenant) => _lexicons.GetValueOrDefault(tenant.Name, []);

    /// <summary>The phrases of a file.</summary>
    internal static IEnumerable<LexiconPhrase> Read(string file)
    {
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (line.Length > 0 && line[0] != '#')
                yield return Parse(line) ?? throw SpeechException.Invalid($"{file}, line {number}: write a phrase, a tab and what is said; after another tab 'exact' where capitals count.");
        }
    }

    private static LexiconPhrase? Parse(string line)
    {
        var fields = line.Split('\t');
        if (fields.Length is not (2 or 3) || fields[0].Length is 0 || fields[1].Length is 0 || (fields.Length is 3 && fields[2] is not "exact"))
            return null;
        var exact = fields.Length is 3;
        return fields[1] switch
        {
            var said when said.StartsWith(IpaPrefix, StringComparison.Ordinal) => new(fields[0], said[IpaPrefix.Length..].Trim(), LexiconNotation.Ipa, exact),
            var said when said.StartsWith(PinyinPrefix, StringComparison.Ordinal) => new(fields[0], said[PinyinPrefix.Length..].Trim(), LexiconNotation.Pinyin, exact),
            var said => new(fields[0], said, LexiconNotation.Alias, exact),
        };
    }
}
