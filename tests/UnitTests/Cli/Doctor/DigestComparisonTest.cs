using Qwen3Tts.Cli.Doctor;
using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.UnitTests.Cli.Doctor;

public sealed class DigestComparisonTest
{
    private const string Official = "Qwen3-TTS-12Hz-0.6B-Base";
    private const string Other = "0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly string Published = PublishedDigests.Of(Official, PublishedDigests.ModelWeights)!;

    [Fact]
    public void Judge_AsPublished_SaysOfWhat()
    {
        var finding = DigestComparison.Judge("file", Published, stored: null, Published);

        Assert.Equal(FindingLevel.Good, finding.Level);
        Assert.Contains($"as published for {Official}", finding.Observation, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_NotAsPublished_IsAFaultWithBothDigests()
    {
        var finding = DigestComparison.Judge("file", Other, stored: Other, Published);

        Assert.Equal(FindingLevel.Fault, finding.Level);
        Assert.Contains(Other, finding.Observation, StringComparison.Ordinal);
        Assert.Contains(Published, finding.Observation, StringComparison.Ordinal);
        Assert.Contains("qwen3tts pull", finding.Advice!, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_NotAsStored_IsAFault() =>
        Assert.Equal(FindingLevel.Fault, DigestComparison.Judge("file", Other, stored: Published, published: null).Level);

    [Fact]
    public void Judge_AsStored_IsGood() =>
        Assert.Equal(FindingLevel.Good, DigestComparison.Judge("file", Other, stored: Other, published: null).Level);

    [Fact]
    public void Judge_NothingToCompare_SaysHowToStoreIt()
    {
        var finding = DigestComparison.Judge("file", Other, stored: null, published: null);

        Assert.Equal(FindingLevel.Notice, finding.Level);
        Assert.Contains("qwen3tts convert", finding.Advice!, StringComparison.Ordinal);
    }
}
