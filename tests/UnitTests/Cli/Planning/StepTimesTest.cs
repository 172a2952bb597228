using Qwen3Tts.Cli.Planning;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Cli.Planning;

public sealed class StepTimesTest
{
    [Theory]
    [InlineData(1, 10, 5)]
    [InlineData(2, 20, 10)]
    [InlineData(3, 30, 15)]
    [InlineData(4, 40, 20)]
    public void Run_IsAsMeasured_OrBetween(int utterances, double generator, double codec) =>
        Assert.Equal((generator, codec), (BenchFigures.Times.Generator(utterances), BenchFigures.Times.Codec(utterances)));

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Run_BeyondWhatWasMeasured_IsNotTold(int utterances) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BenchFigures.Times.Generator(utterances));

    [Fact]
    public void Voice_NotMeasured_IsRefusedWithThoseThatWere()
    {
        var error = Assert.Throws<SpeechException>(() => new StepTimes(BenchFigures.Report, "old voice"));

        Assert.Contains("new voice; known voice", error.Message, StringComparison.Ordinal);
    }
}
