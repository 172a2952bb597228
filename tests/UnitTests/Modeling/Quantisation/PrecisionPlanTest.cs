using System.ComponentModel.DataAnnotations;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Modeling.Quantisation;

public sealed class PrecisionPlanTest
{
    [Theory]
    [InlineData("int8,predictor.head=fp16", ExecutionDevice.Cpu, null)]
    [InlineData("int8", ExecutionDevice.Cuda, "it is fp32 or fp16")]
    [InlineData("bf16", ExecutionDevice.Cuda, "not 'bf16'")]
    [InlineData("fp16,talker.down_proj=fp32", ExecutionDevice.Cuda, "for each of talker and predictor")]
    [InlineData("fp16", ExecutionDevice.Cuda, null)]
    [InlineData("fp16,predictor=fp32", ExecutionDevice.Cuda, null)]
    [InlineData("int4,predictor=int8", ExecutionDevice.Cpu, null)]
    public void Device_ThatDoesNotServeIt_SaysWhatItServes(string text, ExecutionDevice device, string? expected)
    {
        var plan = PrecisionPlan.Parse(text);

        if (expected is null)
        {
            Assert.Null(plan.ProblemOn(device));
            plan.EnsureServedBy(device);
            return;
        }

        var error = Assert.Throws<SpeechException>(() => plan.EnsureServedBy(device));
        Assert.Equal(SpeechErrorKind.Unsupported, error.Kind);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        var invalid = new ModelsOptions { Checkpoints = ["a"], Device = device, Precision = text }.Validate(new ValidationContext(plan));
        Assert.Contains(expected, Assert.Single(invalid).ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_TheMostParticularEntryCounts()
    {
        var plan = PrecisionPlan.Parse("int4, predictor=int8, talker.down_proj=bf16");

        Assert.Equal(WeightFormat.Int4, plan.Of(NetworkPart.Talker, "qkv_proj"));
        Assert.Equal(WeightFormat.BFloat16, plan.Of(NetworkPart.Talker, "down_proj"));
        Assert.Equal(WeightFormat.Int8, plan.Of(NetworkPart.Predictor, "down_proj"));
    }

    [Fact]
    public void Describe_PlansOfEqualWeights_AreEqual()
    {
        Assert.Equal("int4-down_proj.bf16", PrecisionPlan.Parse("int4,talker.down_proj=bf16").Describe(NetworkPart.Talker));
        Assert.Equal("int4", PrecisionPlan.Parse("int8,talker=int4").Describe(NetworkPart.Talker));
        Assert.Equal("int4", PrecisionPlan.Parse("int4,predictor=int8").Describe(NetworkPart.Talker));
    }

    [Theory]
    [InlineData("int5", "'int5' is none of fp32, bf16, fp16, int8, int4, int4a")]
    [InlineData("talker=int4", "one entry must be a format alone")]
    [InlineData("int4,decoder=int8", "'decoder' is no part: talker, predictor")]
    [InlineData("int4,codec=int8", "chosen by Decoder:Precision")]
    [InlineData("int4,embeddings=int8", "embeddings are always read from the checkpoint's own file")]
    [InlineData("int4,talker.mlp=int8", "'talker.mlp' is no part")]
    [InlineData("int4,int8", "two formats for everything")]
    [InlineData("", "one entry must be a format alone")]
    public void Parse_BadText_SaysWhatIsWrong(string text, string expected)
    {
        var error = Assert.Throws<SpeechException>(() => PrecisionPlan.Parse(text));

        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_CanBeReadAgain()
    {
        const string Text = "int4,predictor=int8,talker.down_proj=bf16";

        Assert.Equal(Text, PrecisionPlan.Parse(Text).ToString());
    }
}
