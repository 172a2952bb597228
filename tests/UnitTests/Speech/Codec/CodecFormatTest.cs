using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Speech.Codec;

public sealed class CodecFormatTest
{
    private static readonly CodecFormat Codec = new("codec", Groups: 2, CodebookSize: 8, SampleRate: 24000, SamplesPerFrame: 1920);

    [Fact]
    public void Codes_OfWholeFrames_AreParsed()
    {
        var frames = Codec.Parse([1u, 2, 3, 7]);

        Assert.Equal(2, frames.Count);
        Assert.Equal([3, 7], frames[1].ToArray());
    }

    [Theory]
    [InlineData(new uint[] { 1, 2, 3 }, "3 codes came; a frame of codec has 2.")]
    [InlineData(new uint[] { 1, 2, 3, 8 }, "Code 8, in group 1 of frame 1, is not below 8, the size of the codebooks of codec.")]
    [InlineData(new uint[] { uint.MaxValue, 2 }, "Code 4294967295, in group 0 of frame 0, is not below 8, the size of the codebooks of codec.")]
    public void Codes_ThatAreNotTheCodecs_AreInvalid(uint[] codes, string expected)
    {
        var error = Assert.Throws<SpeechException>(() => Codec.Parse(codes));

        Assert.Equal((SpeechErrorKind.Invalid, expected), (error.Kind, error.Message));
    }

    [Fact]
    public void FramesPerSecond_FollowsFromTheSamples() => Assert.Equal(12.5, Codec.FramesPerSecond);
}
