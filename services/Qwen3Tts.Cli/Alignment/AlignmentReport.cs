using System.Globalization;
using Qwen3Tts.Cli.Listing;
using Qwen3Tts.Modeling.Alignment;

namespace Qwen3Tts.Cli.Alignment;

/// <summary>What a search for the alignment head found, and what became of it.</summary>
/// <param name="Voice">In words.</param>
/// <param name="Written">The file that names the head now; null where none was written.</param>
/// <param name="Conclusion">What was written, or why nothing was.</param>
public sealed record AlignmentReport(string Checkpoint, string Precision, string Voice, AlignmentFinding Finding, string? Written, string Conclusion)
{
    private const int Shown = 8;

    public void Write(TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Checkpoint}, {Precision}, {Voice}: {Finding.Heads.Count} heads over {Finding.Frames} frames of {Finding.Sentences} utterances"));
        var table = new TextTable("layer", "head", "score", "monotone", "covering", "sharp", "timed");
        foreach (var score in Finding.Heads.Take(Shown))
            table.Add($"{score.Head.Layer}", $"{score.Head.Head}", Show(score.Total), Show(score.Monotone), Show(score.Covering), Show(score.Sharp), Show(score.Timed));
        table.Write(output);
        if (Finding.Heads is [var best, var second, ..])
            output.WriteLine($"The best is {Show(best.Total - second.Total)} before the second. From {Show(HeadScore.LeastTotal)} on a head is trusted.");
        output.WriteLine(Conclusion);
    }

    public static string Show(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
