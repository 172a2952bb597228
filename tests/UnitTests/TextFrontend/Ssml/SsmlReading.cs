using Qwen3Tts.Speech.Prosody;
using Qwen3Tts.TextFrontend.Markup;
using Qwen3Tts.TextFrontend.Ssml;

namespace Qwen3Tts.UnitTests.TextFrontend.Ssml;

/// <summary>Reads documents in pieces.</summary>
internal static class SsmlReading
{
    public const int MaxCharacters = 100_000;

    /// <summary>The steps of a document, words in a row put together.</summary>
    public static List<ScriptStep> Steps(params IEnumerable<string> pieces) => Steps(turns: false, pieces);

    /// <inheritdoc cref="Steps(IEnumerable{string})"/>
    /// <param name="turns">Whether prosody may turn between words.</param>
    public static List<ScriptStep> Steps(bool turns, IEnumerable<string> pieces)
    {
        var (parser, script, steps) = (new SsmlParser(MaxCharacters), new SsmlScript(new VerbalizedForms(), turns), new List<ScriptStep>());
        foreach (var piece in pieces)
            Add(steps, script.Take(parser.Append(piece)));
        Add(steps, script.Take(parser.End()));
        Add(steps, script.End());
        return steps;
    }

    /// <summary>As a line that can be read: words, pauses and what changes.</summary>
    public static string Line(params IEnumerable<string> pieces) => Line(Steps(pieces));

    /// <inheritdoc cref="Line(IEnumerable{string})"/>
    public static string Line(List<ScriptStep> steps) => string.Concat(steps.Select(step => step switch
    {
        ScriptStep.Words words => words.Text,
        ScriptStep.Stretch next => FormattableString.Invariant($"[{next.Pause.TotalMilliseconds:0}ms {Line(next.Prosody)}{(next.Style is "" ? "" : " " + next.Style)}{(next.Voice is "" ? "" : " by " + next.Voice)}]"),
        ScriptStep.Turn turn => $"({Line(turn.Prosody)})",
        ScriptStep.Mark mark => $"<{mark.Name}>",
        ScriptStep.Warning => "!",
        _ => "?",
    }));

    private static string Line(ProsodySettings prosody) =>
        FormattableString.Invariant($"r{prosody.Rate:0.##} p{prosody.Semitones:0.##} v{prosody.Decibels:0.##}");

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
