using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Verification;
using Qwen3Tts.Speech.Voices;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Modeling.Verification;

public sealed class EqualErrorRateTest
{
    [Theory]
    [InlineData(new[] { 0.8, 0.9 }, new[] { 0.1, 0.2 }, 0)]
    [InlineData(new[] { 0.1, 0.2 }, new[] { 0.8, 0.9 }, 1)]
    [InlineData(new[] { 0.4, 0.7, 0.8, 0.9 }, new[] { 0.1, 0.2, 0.3, 0.6 }, 0.25)]
    [InlineData(new[] { 0.5 }, new[] { 0.5 }, 0.5)]
    public void Rate_IsWhereBothErrorsMeet(double[] same, double[] different, double rate) =>
        Assert.Equal(rate, EqualErrorRate.Of(same, different, 2).EqualErrorRate, 9);

    [Fact]
    public void Threshold_PartsWhatCanBeParted() => Assert.InRange(EqualErrorRate.Of([0.8, 0.9], [0.1, 0.2], 2).Threshold, 0.2, 0.8);

    [Fact]
    public void Measurement_IsReadBack_AndADamagedOneIsNone()
    {
        using var folder = new TemporaryFolder();
        using var checkpoint = Checkpoint.Open(EmbeddedCheckpoint.Folder);
        var accuracy = new SpeakerAccuracy(0.04, 0.5, 8, 100, 200);

        Assert.Null(MeasuredSpeakers.Read(checkpoint, folder.Path));
        MeasuredSpeakers.Write(checkpoint, folder.Path, accuracy);
        Assert.Equal(accuracy, MeasuredSpeakers.Read(checkpoint, folder.Path));

        File.WriteAllText(Assert.Single(Directory.GetFiles(folder.Path, "speakers-*", SearchOption.AllDirectories)), "{}");
        Assert.Null(MeasuredSpeakers.Read(checkpoint, folder.Path));
    }
}
