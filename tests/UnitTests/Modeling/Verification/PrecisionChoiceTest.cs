using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;

namespace Qwen3Tts.UnitTests.Modeling.Verification;

public sealed class PrecisionChoiceTest : IDisposable
{
    private static readonly SessionSettings Unset = new();

    private readonly GoldenCheckpoint _golden = new();
    private readonly Checkpoint _checkpoint;

    public PrecisionChoiceTest() => _checkpoint = _golden.Open();

    public void Dispose()
    {
        _checkpoint.Dispose();
        _golden.Dispose();
    }

    [Fact]
    public void Gpu_TakesHalfPrecision() => Assert.Equal("fp16", $"{PrecisionChoice.Of(_checkpoint, Unset with { Device = ExecutionDevice.Cuda }).Plan}");

    [Fact]
    public void Of_APrecisionAskedFor_IsThat()
    {
        Verified("int4", 0.001, 0.001);

        Assert.Equal("bf16", $"{PrecisionChoice.Of(_checkpoint, Unset with { Precision = PrecisionPlan.Parse("bf16") }).Plan}");
    }

    [Fact]
    public void Of_NothingVerified_IsTheDefault()
    {
        var choice = PrecisionChoice.Of(_checkpoint, Unset);

        Assert.Equal("int8", $"{choice.Plan}");
        Assert.Contains("no precision was verified", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SomeThatPassed_IsTheOneWithTheFewestBytesAFrame()
    {
        Verified("bf16", 0, 0);
        Verified("int4,predictor=int8", 0.015, 0.0002);
        Verified("int8", 0.0001, 0.0002);
        Verified("int4", 0.015, 0.058);

        var choice = PrecisionChoice.Of(_checkpoint, Unset);

        Assert.Equal("int4,predictor=int8", $"{choice.Plan}");
        Assert.Contains("0.0150 nats (talker) and 0.0002 nats (predictor)", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OneThatPassedOnTooFewCodes_IsNotTrusted()
    {
        Verified("int4", 0.001, 0.001, codes: PrecisionOutcome.FewestCodes - 1);

        Assert.Equal("int8", $"{PrecisionChoice.Of(_checkpoint, Unset).Plan}");
    }

    [Fact]
    public void Of_ADefaultThatFailed_IsExact()
    {
        Verified("int8", 0.5, 0.001);

        var choice = PrecisionChoice.Of(_checkpoint, Unset);

        Assert.Equal("fp32", $"{choice.Plan}");
        Assert.Contains("failed", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_VerifiedAgain_TheLastOneCounts()
    {
        Verified("int4", 0.001, 0.001);
        Verified("int4", 0.001, 0.1);

        Assert.Equal("int8", $"{PrecisionChoice.Of(_checkpoint, Unset).Plan}");
    }

    [Fact]
    public void Of_OtherWeightsInTheFolder_CountAsNotVerified()
    {
        Verified("int4", 0.001, 0.001);
        using (var other = new GoldenCheckpoint("tiny-custom-voice"))
        {
            using var checkpoint = other.Open();
            var shared = Unset with { CacheFolder = _golden.CacheFolder };
            Assert.Equal("int4", $"{PrecisionChoice.Of(_checkpoint, shared).Plan}");
            Assert.Equal("int8", $"{PrecisionChoice.Of(checkpoint, shared).Plan}");
        }

        File.SetLastWriteTimeUtc(Path.Combine(_golden.Folder, "model.safetensors"), DateTime.UnixEpoch);
        using var changed = _golden.Open();
        Assert.Equal("int8", $"{PrecisionChoice.Of(changed, Unset).Plan}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"Version\":1,\"Outcomes\":[null]}")]
    [InlineData("{\"Version\":1,\"Converter\":CONVERTER,\"Checkpoint\":\"IDENTITY\",\"Outcomes\":[null,{\"Plan\":null},{\"Plan\":\"int4\",\"Parts\":[null]},{\"Plan\":\"int5\",\"Parts\":[]}]}")]
    [InlineData("{\"Version\":2,\"Converter\":CONVERTER,\"Checkpoint\":\"IDENTITY\",\"Outcomes\":[{\"Plan\":\"int4\",\"Parts\":[{\"Part\":\"Talker\",\"Agreement\":1,\"Divergence\":0,\"Codes\":999},{\"Part\":\"Predictor\",\"Agreement\":1,\"Divergence\":0,\"Codes\":999}]}]}")]
    public void Of_AFileThatIsNotWhatItShouldBe_CountsAsNotVerified(string content)
    {
        Verified("int4", 0.001, 0.001);
        var path = Directory.GetFiles(_golden.CacheFolder, "verified-*.json").Single();
        var identity = Path.GetFileNameWithoutExtension(path)["verified-".Length..];
        File.WriteAllText(path, content.Replace("CONVERTER", $"{Qwen3Tts.Modeling.Cache.GraphCache.BuilderVersion}", StringComparison.Ordinal).Replace("IDENTITY", identity, StringComparison.Ordinal));

        Assert.Equal("int8", $"{PrecisionChoice.Of(_checkpoint, Unset).Plan}");
    }

    private void Verified(string plan, double talker, double predictor, int codes = 500) => VerifiedPrecisions.Add(_checkpoint, Unset.CacheFolder, new PrecisionOutcome(
        plan, [new PartAgreement(NetworkPart.Talker, 0.9, talker, codes), new PartAgreement(NetworkPart.Predictor, 0.9, predictor, codes)]));
}
