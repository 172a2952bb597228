using Qwen3Tts.Audio.Prosody;
using Qwen3Tts.Audio.Streaming;

namespace Qwen3Tts.UnitTests.Audio.Prosody;

public sealed class PeakLimiterTest
{
    private const int SampleRate = 24_000;
    private static readonly float Ceiling = (float)Math.Pow(10, PeakLimiter.CeilingDb / 20);

    [Fact]
    public void Limiter_BelowTheCeiling_PassesSamplesUntouched()
    {
        var tone = ProsodyShaperTest.Tone(300, 0.5, 0.8);

        Assert.Equal(tone, Limit(tone, 100));
    }

    [Fact]
    public void Limiter_Inactive_PassesPeaksUntouched()
    {
        var tone = ProsodyShaperTest.Tone(300, 0.5, 1);

        Assert.Equal(tone, Limit(tone, 100, active: false));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(333)]
    [InlineData(24_000)]
    public void Limiter_Peaks_StayBelowTheCeilingWithoutAStep(int piece)
    {
        var loud = ProsodyShaperTest.Tone(300, 2, 0.5);
        for (var i = 8000; i < 10_000; i++)
            loud[i] *= 6;

        var limited = Limit(loud, piece);

        Assert.Equal(loud.Length, limited.Length);
        Assert.All(limited, sample => Assert.True(Math.Abs(sample) <= Ceiling + 1e-6f));
        Assert.Equal(loud[..7800], limited[..7800]);
        Assert.Equal(loud[^4000..], limited[^4000..]);
        var steps = limited.Zip(limited.Skip(1), (a, b) => Math.Abs(a - b)).Max();
        Assert.True(steps < 0.1, $"A step of {steps}.");
    }

    private static float[] Limit(float[] samples, int piece, bool active = true)
    {
        var limiter = new PeakLimiter(SampleRate);
        var output = new SampleQueue();
        for (var i = 0; i < samples.Length; i += piece)
            limiter.Process(samples.AsSpan(i, Math.Min(piece, samples.Length - i)), active, output);
        limiter.Finish(output);
        return output.ReadAll().ToArray();
    }
}
