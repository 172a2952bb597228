using Qwen3Tts.Gateway.Delivery;

namespace Qwen3Tts.UnitTests.Gateway.Delivery;

public sealed class FadeOutTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public void Samples_FallToSilence_HoweverTheyAreCut(int block)
    {
        var fade = new FadeOut(length: 20);
        fade.Begin(30);
        var samples = Enumerable.Repeat(1f, 50).ToArray();

        for (var first = 0; first < samples.Length; first += block)
            fade.Apply(samples.AsSpan(first, Math.Min(block, samples.Length - first)), first);

        Assert.All(samples[..30], sample => Assert.Equal(1, sample));
        Assert.All(Enumerable.Range(30, 19), i => Assert.True(samples[i + 1] < samples[i]));
        Assert.Equal(0, samples[^1], 1e-6f);
    }

    [Fact]
    public void NoFade_ChangesNothing()
    {
        var fade = new FadeOut(length: 20);
        float[] samples = [1, 2, 3];

        fade.Apply(samples, 1_000_000);

        Assert.Equal([1, 2, 3], samples);
        Assert.False(fade.Reaches(long.MaxValue));
    }
}
