using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Modeling.Quantisation;

public sealed class PrecisionPlanTest
{
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
