using Qwen3Tts.Audio.Loudness;

namespace Qwen3Tts.UnitTests.Audio.Loudness;

/// <summary>The cases 1 to 6 of EBU Tech 3341, synthesised: 1 kHz tones whose levels are in dBFS, at most 0.1 LU from what is expected.</summary>
public sealed class LoudnessMeterTest
{
    private const double Tolerance = 0.1;

    public static TheoryData<string, double[], double[]> Stereo => new()
    {
        { "case 1", [-23], [20] },
        { "case 3", [-36, -23, -36], [10, 60, 10] },
        { "case 4", [-72, -36, -23, -36, -72], [10, 10, 60, 10, 10] },
        { "case 5", [-26, -20, -26], [20, 20.1, 20] },
    };

    [Theory]
    [MemberData(nameof(Stereo))]
    public void StereoTones_OfTech3341_AreMinus23(string what, double[] levels, double[] seconds)
    {
        foreach (var rate in new[] { 24_000, 48_000 })
        {
            var channel = Tones(levels, seconds, rate);

            var loudness = LoudnessMeter.Integrated([channel, channel], rate);

            Assert.True(Math.Abs(loudness + 23) <= Tolerance, $"{what} at {rate} Hz: {loudness}");
        }
    }

    [Theory]
    [InlineData(24_000)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    public void QuieterTone_OfTech3341Case2_IsMinus33(int rate)
    {
        var channel = Tones([-33], [20], rate);

        Assert.Equal(-33, LoudnessMeter.Integrated([channel, channel], rate), Tolerance);
    }

    [Theory]
    [InlineData(24_000)]
    [InlineData(48_000)]
    public void FiveChannels_OfTech3341Case6_AreMinus23(int rate)
    {
        float[] front = Tones([-28], [20], rate), centre = Tones([-24], [20], rate), surround = Tones([-30], [20], rate);

        Assert.Equal(-23, LoudnessMeter.Integrated([front, front, centre, surround, surround], rate), Tolerance);
        // The low-frequency channel of six does not count, however loud.
        var low = Tones([-3], [20], rate);
        Assert.Equal(-23, LoudnessMeter.Integrated([front, front, centre, low, surround, surround], rate), Tolerance);
    }

    [Fact]
    public void OneChannel_IsThreeUnitsBelowTwo()
    {
        var channel = Tones([-23], [5], 24_000);

        Assert.Equal(-26.01, LoudnessMeter.Integrated(channel, 24_000), 0.05);
    }

    [Fact]
    public void Silence_AndWhatStaysBelowTheGate_HasNoLoudness()
    {
        Assert.Equal(double.NegativeInfinity, LoudnessMeter.Integrated(new float[24_000], 24_000));
        Assert.Equal(double.NegativeInfinity, LoudnessMeter.Integrated(Array.Empty<float>(), 24_000));
        Assert.Equal(double.NegativeInfinity, LoudnessMeter.Integrated(Tones([-72], [2], 24_000), 24_000));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void ChannelsThatAreNotMeasured_AreRefused(int count) => Assert.Throws<ArgumentException>(
        () => LoudnessMeter.Integrated([.. Enumerable.Range(0, count).Select(_ => new float[100])], 24_000));

    private static float[] Tones(double[] levels, double[] seconds, int rate)
    {
        var samples = new List<float>();
        for (var tone = 0; tone < levels.Length; tone++)
        {
            var amplitude = Math.Pow(10, levels[tone] / 20);
            var length = (int)(seconds[tone] * rate);
            samples.AddRange(Enumerable.Range(0, length).Select(i => (float)(amplitude * Math.Sin(2 * Math.PI * 1000 * i / rate))));
        }

        return [.. samples];
    }
}
