using Qwen3Tts.Audio.Preparation;

namespace Qwen3Tts.UnitTests.Audio.Preparation;

public sealed class ClippingMeterTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(0.3f)]
    public async Task ClippedSpeech_IsFound_AlsoWhenTurnedDown(float gain)
    {
        var clip = (await TestAudio.Decode("am_puck-1.flac")).Samples;
        var limit = clip.Max() / 3;
        var cut = clip.Select(sample => gain * Math.Clamp(sample, -limit, limit)).ToArray();
        var truth = clip.Count(sample => Math.Abs(sample) >= limit) / (double)clip.Length;

        Assert.InRange(ClippingMeter.Share(cut), 0.8 * truth, 1.1 * truth);
    }

    [Fact]
    public async Task GoodSpeech_IsNotClipped()
    {
        foreach (var speaker in TestAudio.Speakers)
            Assert.InRange(ClippingMeter.Share((await TestAudio.Decode($"{speaker}-1.flac")).Samples), 0, 1e-4);
    }

    [Fact]
    public void Silence_AndNothing_AreNotClipped()
    {
        Assert.Equal(0, ClippingMeter.Share([]));
        Assert.Equal(0, ClippingMeter.Share(new float[1000]));
    }
}
