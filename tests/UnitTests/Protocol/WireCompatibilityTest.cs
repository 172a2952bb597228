using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Protocol;

/// <summary>
/// This version's protos against those of the last version, <c>wire-baseline.txt</c>. With <c>QWEN3TTS_WIRE_BASELINE=renew</c>, which
/// <c>tests/upgrade --release</c> sets, they become the baseline: for a release, once this test has passed against the one before.
/// </summary>
public sealed class WireCompatibilityTest
{
    private static readonly string Baseline = Repository.File("tests/UnitTests/Protocol/wire-baseline.txt");

    [Fact]
    public void Protos_OfThisVersion_AreUnderstoodByTheLast()
    {
        var now = WireContract.OfThisBuild();
        var differences = File.Exists(Baseline) ? WireDifferences.Between(WireContract.Parse(File.ReadLines(Baseline)), now) : [];
        Assert.True(differences.Count is 0, $"Services of the last version and of this one would not understand each other:\n{string.Join('\n', differences)}");

        if (Environment.GetEnvironmentVariable("QWEN3TTS_WIRE_BASELINE") is "renew")
            File.WriteAllLines(Baseline, now.Lines());
        Assert.True(File.Exists(Baseline), "There is no baseline.");
    }
}
