using Qwen3Tts.TextFrontend.Ssml;

namespace Qwen3Tts.UnitTests.TextFrontend.Ssml;

/// <summary>Reads documents in pieces.</summary>
internal static class SsmlReading
{
    public const int MaxCharacters = 100_000;

    /// <summary>The steps of a document, words in a row put together.</summary>
    public static List<ScriptStep> Steps(params IEnumerable<string> pieces)
    {
        var (parser, script, steps) = (new SsmlParser(MaxCharacters), new SsmlScript(new VerbalizedForms()), new List<ScriptStep>());
        foreach (var piece in pieces)
            Add(steps, script.Take(parser.Append(piece)));
        Add(steps, script.Take(parser.End()));
        Add(steps, script.End());
        return steps;
    }

    /// <summary>As a line that can be read: words, pauses and what changes.</summary>
    public static string Line(params IEnumerable<string> pieces) => string.Concat(Steps(pieces).Select(step => step switch
    {
        ScriptStep.Words words => words.Text,
        ScriptStep.Stretch { Prosody: var prosody } next => FormattableString.Invariant(
            $"[{next.Pause.TotalMilliseconds:0}ms r{prosody.Rate:0.##} p{prosody.Semitones:0.##} v{prosody.Decibels:0.##}{(next.Style is "" ? "" : " " + next.Style)}]"),
        ScriptStep.Mark mark => $"<{mark.Name}>",
        ScriptStep.Warning => "!",
        _ => "?",
    }));

    private static void Add(List<ScriptStep> steps, IEnumerable<ScriptStep> more)
    {
        foreach (var step in more)
        {
            if (step is ScriptStep.Words words && steps is [.., ScriptStep.Words before])
                steps[^1] = new ScriptStep.Words(before.Text + words.Text);
            else
                steps.Add(step);
        }
    }
}
