using Qwen3Tts.Audio.Loudness;
using Qwen3Tts.UnitTests.Audio.Resampling;

namespace Qwen3Tts.UnitTests.Audio.Loudness;

public sealed class LevellerTest
{
    [Theory]
    [InlineData(-23)]
    [InlineData(-20)]
    [InlineData(-35)]
    public async Task Speech_IsBroughtToTheTarget(double target)
    {
        var clip = await TestAudio.Decode("am_puck-3.flac");

        Leveller.Level(clip.Samples, clip.SampleRate, target);

        Assert.Equal(target, LoudnessMeter.Integrated(clip.Samples, clip.SampleRate), 0.05);
    }

    [Fact]
    public void Peak_HoldsTheGainBack()
    {
        // One loud click in a quiet tone: the target would take it far beyond full scale.
        var samples = Tone.Make(1000, 24_000, 48_000).Select(sample => sample * 0.02f).ToArray();
        samples[24_000] = 0.8f;

        var gain = Leveller.Level(samples, 24_000, target: -10);

        Assert.Equal(20 * Math.Log10(Math.Pow(10, Leveller.PeakCeilingDb / 20) / 0.8), gain, 1e-3);
        Assert.Equal(Math.Pow(10, Leveller.PeakCeilingDb / 20), samples.Max(), 1e-4);
    }

    [Fact]
    public void Silence_StaysSilence()
    {
        var samples = new float[24_000];

        Assert.Equal(0, Leveller.Level(samples, 24_000, -23));
        Assert.All(samples, sample => Assert.Equal(0, sample));
    }
}
