using System.Text.Json;

namespace Qwen3Tts.Cli.Speaking;

/// <summary>Marks as lines of JSON, in order of time.</summary>
internal static class MarkLines
{
    public static IEnumerable<string> Of(IEnumerable<HeardMark> marks) => marks.OrderBy(mark => mark.Seconds).Select(mark => JsonSerializer.Serialize(
        new Line(Math.Round(mark.Seconds, 3), mark.Kind.ToString().ToLowerInvariant(), mark.Name, mark.TextStart, mark.TextLength, mark.IsEstimated),
        JsonSerializerOptions.Web));

    private sealed record Line(double Time, string Type, string Value, int Start, int Length, bool Estimated);
}
