using System.CommandLine;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Commands;

/// <summary>Options that say how text is read.</summary>
public sealed class ReadingOptions
{
    private readonly Option<string?> _normalize = new("--normalize")
    {
        Description = "Write numbers, dates, addresses and the like out before the model reads them: what it reads badly (auto), all (on), nothing (off).",
        HelpName = "auto|on|off",
    };

    private readonly Option<string?> _emoji = new("--emoji") { Description = "Name emoji or drop them. Without it: dropped in auto, named in on.", HelpName = "named|dropped" };

    private readonly Option<string?> _lexicon = new("--lexicon")
    {
        Description = "A file of phrases and how they are said: phrase, tab, other words or ipa:… or pinyin:…, one a line; after another tab 'exact' where capitals count.",
        HelpName = "FILE",
    };

    public ReadingOptions()
    {
        _normalize.AcceptOnlyFromAmong("auto", "on", "off");
        _emoji.AcceptOnlyFromAmong("named", "dropped");
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_normalize, _emoji, _lexicon])
            command.Options.Add(option);
    }

    /// <exception cref="SpeechException">Invalid: the lexicon is not there, or a line is none.</exception>
    public TextOptions Read(ParseResult parsed) => new(
        parsed.GetValue(_normalize),
        parsed.GetValue(_emoji),
        parsed.GetValue(_lexicon) is { } file ? [.. ReadLexicon(file)] : []);

    private static IEnumerable<LexiconLine> ReadLexicon(string path)
    {
        if (!File.Exists(path))
            throw SpeechException.Invalid($"The lexicon '{path}' does not exist.");
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length is 0 || line[0] is '#')
                continue;
            yield return line.Split('\t') switch
            {
                [{ Length: > 0 } phrase, { Length: > 0 } said] => new LexiconLine(phrase, said, MatchesCase: false),
                [{ Length: > 0 } phrase, { Length: > 0 } said, "exact"] => new LexiconLine(phrase, said, MatchesCase: true),
                _ => throw SpeechException.Invalid($"{path}, line {number}: write a phrase, a tab and what is said; after another tab 'exact' where capitals count."),
            };
        }
    }
}
