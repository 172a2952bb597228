using CsCheck;
using Qwen3Tts.Audio.Resampling;

namespace Qwen3Tts.UnitTests.Audio.Resampling;

public sealed class ResamplerTest
{
    private const int Target = 24_000;

    // Rates of the field, and two that share no divisor with 24,000.
    public static TheoryData<int> Rates => [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000, 44_101, 191_999];

    [Theory]
    [MemberData(nameof(Rates))]
    public void Tone_InThePassband_KeepsItsLevelAndPhaseAndGainsNoImages(int rate)
    {
        var resampler = new Resampler(rate, Target);
        var edge = 0.9 * Math.Min(rate, Target) / 2;
        foreach (var hertz in new[] { 50, 0.1 * edge, 0.37 * edge, 0.7 * edge, edge })
        {
            var output = resampler.Resample(Tone.Make(hertz, rate, rate / 4));
            var expected = Tone.Make(hertz, Target, output.Length);
            var (tone, rest) = Tone.Levels(output, Target, hertz);

            Assert.InRange(tone, -Resampler.PassbandRippleDb, Resampler.PassbandRippleDb);
            Assert.True(rest <= -Resampler.StopbandDb, $"{hertz} Hz at {rate} Hz: the rest is at {rest} dB.");
            Assert.All(Enumerable.Range(output.Length / 4, 100), i => Assert.Equal(expected[i], output[i], 2e-4));
        }
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Tone_BeyondTheTargetsNyquistFrequency_LeavesNoAlias(int rate)
    {
        var resampler = new Resampler(rate, Target);
        var nyquist = Target / 2;
        foreach (var hertz in new[] { nyquist, 1.03 * nyquist, 1.3 * nyquist, 2 * nyquist, 0.98 * rate / 2 }.Where(f => f >= nyquist && f < rate / 2))
        {
            var output = resampler.Resample(Tone.Make(hertz, rate, rate / 4));
            var level = Tone.Level(output[(output.Length / 8)..^(output.Length / 8)]);
            Assert.True(level <= -Resampler.StopbandDb, $"{hertz} Hz at {rate} Hz: the alias is at {level} dB.");
        }
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Constant_StaysConstant(int rate)
    {
        var output = new Resampler(rate, Target).Resample(Enumerable.Repeat(0.25f, rate / 4).ToArray());

        Assert.All(output[(output.Length / 4)..^(output.Length / 4)], sample => Assert.Equal(0.25, sample, 1e-6));
    }

    [Fact]
    public void Length_IsThatOfTheSameDurationRoundedUp()
    {
        Gen.Select(Gen.Int[8_000, 192_000], Gen.Int[0, 3_000]).Sample((rate, samples) =>
            new Resampler(rate, Target).Resample(new float[samples]).Length == (int)Math.Ceiling((decimal)samples * Target / rate), iter: 20);
    }

    [Fact]
    public void SameRate_ChangesNothing()
    {
        var samples = Tone.Make(440, Target, 500);

        Assert.Equal(samples, new Resampler(Target, Target).Resample(samples));
    }

    [Fact]
    public void SameInput_GivesTheSameSamples()
    {
        var samples = Tone.Make(440, 44_100, 5_000);

        Assert.Equal(new Resampler(44_100, Target).Resample(samples), new Resampler(44_100, Target).Resample(samples));
    }
}
