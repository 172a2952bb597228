using Qwen3Tts.Cli.Bench;

namespace Qwen3Tts.Cli.Planning;

/// <summary>What a replica holds in memory, as far as it was measured.</summary>
/// <param name="Bytes">Resident at most; of generator and decoder in one process, so that each alone holds less.</param>
/// <param name="LongestFrames">With as many utterances of so many frames as a replica has places; null where short ones were measured only.</param>
public sealed record PlanMemory(long Bytes, int? LongestFrames)
{
    public static PlanMemory Of(EngineReport report, int places)
    {
        var longest = report.Continuations.Where(item => item.Utterances >= places).MaxBy(item => item.Frames);
        return longest is null ? new PlanMemory(report.PeakResidentBytes, null) : new PlanMemory(longest.PeakResidentBytes, longest.Frames);
    }
}
