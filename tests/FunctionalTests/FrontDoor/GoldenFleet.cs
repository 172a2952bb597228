using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Tests.Golden;

namespace Qwen3Tts.FunctionalTests.FrontDoor;

/// <summary>One fleet of every golden checkpoint, each named for its folder.</summary>
internal static class GoldenFleet
{
    public static Task<LocalFleet> Of(FleetFixture fleets) => fleets.ExactAsync(
        [.. Directory.GetDirectories(Path.Combine(GoldenSet.Root, "checkpoints")).Order(StringComparer.Ordinal)]);
}
