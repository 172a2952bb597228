using Qwen3Tts.Modeling.Alignment;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;
using static Qwen3Tts.Cli.Alignment.AlignmentReport;

namespace Qwen3Tts.Cli.Alignment;

/// <summary>The file that names a checkpoint's head, and what a finding does to it.</summary>
/// <param name="Path">Where it is to be.</param>
/// <param name="Named">What one that must not be written over names; null where there is none.</param>
public sealed record AlignmentFile(string Path, AlignmentHead? Named)
{
    // Two heads of nano's do the same, and which is before the other changes with the sentences.
    private const double SameTotal = 0.05;

    /// <param name="output">A file to write, whatever is there; null: the checkpoint's own, where it has none.</param>
    public static AlignmentFile Of(Checkpoint checkpoint, string? output) => output is null
        ? new(AlignmentHead.PathIn(checkpoint.Folder), checkpoint.Alignment)
        : new(System.IO.Path.GetFullPath(output), Named: null);

    /// <summary>To be known before minutes of speaking.</summary>
    /// <exception cref="SpeechException">The file could not be written.</exception>
    public void EnsureWritable()
    {
        if (Named is not null)
            return;
        try
        {
            using var probe = new FileStream($"{Path}.{Guid.NewGuid():N}", FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SpeechException(
                SpeechErrorKind.Invalid, $"{Path} cannot be written; name another file with --output, and put it beside the checkpoint's config.json. ({error.Message})", error);
        }
    }

    /// <summary>Writes the head that is trusted, if any.</summary>
    /// <returns>Whether the file names it, or one as good; whether it was written; and both in words.</returns>
    public (bool Done, bool Written, string Conclusion) Settle(AlignmentFinding finding)
    {
        if (finding.Trusted is not { } best)
            return (false, false, $"No head is trusted, so nothing was written. {WhyNot(finding)}");
        if (Named is null)
        {
            best.Head.Write(Path);
            return (true, true, $"{Name(best.Head)} is trusted: written to {Path}. A fleet that starts from now on tells word times by it.");
        }

        var named = finding.Of(Named) ?? throw new InvalidOperationException("The checkpoint names a head that its talker lacks.");
        return named.IsTrusted && named.Total >= best.Total - SameTotal
            ? (true, false, $"{Path} names {Name(Named)} already, which does as well: it stays.")
            : (false, false, $"{Path} names {Name(Named)}, whose score is {Show(named.Total)}: --output {Path} writes {Name(best.Head)} over it.");
    }

    private static string WhyNot(AlignmentFinding finding)
    {
        if (finding.Tokens < AlignmentFinding.FewestTokens)
            return $"Only {finding.Tokens} tokens of words could be timed; {AlignmentFinding.FewestTokens} are needed: give more text.";
        var best = finding.Heads[0];
        var why = best.Total < HeadScore.LeastTotal
            ? $"The best, {Name(best.Head)}, has {Show(best.Total)}; {Show(HeadScore.LeastTotal)} is needed."
            : $"The best, {Name(best.Head)}, is {Show(best.Monotone)} monotone and {Show(best.Covering)} covering; {Show(HeadScore.LeastOrder)} is needed of each.";
        return 2 * finding.Endless > finding.Sentences
            ? $"{why} {finding.Endless} of {finding.Sentences} utterances did not end by themselves: it may be that the checkpoint does not speak these texts."
            : why;
    }

    private static string Name(AlignmentHead head) => $"layer {head.Layer}, head {head.Head}";
}
