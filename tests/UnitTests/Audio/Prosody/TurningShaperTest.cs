using CsCheck;
using Qwen3Tts.Audio.Prosody;
using Qwen3Tts.Audio.Streaming;
using Qwen3Tts.Speech.Prosody;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Audio.Prosody;

public sealed class TurningShaperTest
{
    private const int SampleRate = 24_000;

    [Fact]
    public async Task Turn_AndBack_LeavesTheRestUntouched()
    {
        var speech = (await Speech())[..72_000];

        var shaped = Shape(speech, 1920, (30_000, new ProsodySettings(0.8, 1, 3)), (42_000, ProsodySettings.Neutral));

        Assert.Equal(speech[..30_000], shaped[..30_000]);
        Assert.Equal(speech[^29_000..], shaped[^29_000..]);
        Assert.Equal(72_000 + 12_000 * 0.25, shaped.Length, 181.0);
        Assert.Equal(3, Level(shaped[31_000..44_000]) - Level(speech[31_000..42_000]), 1.0);
        Assert.True(LargestStep(shaped) <= 1.5 * LargestStep(speech), $"A step of {LargestStep(shaped)}, of {LargestStep(speech)} before.");
    }

    [Fact]
    public void Turn_WithinATone_IsNoJoint()
    {
        var tone = ProsodyShaperTest.Tone(200, 2);

        var shaped = Shape(tone, 500, (10_000, new ProsodySettings(0.7, 0, 0)), (20_000, new ProsodySettings(1.3, 0, 0)), (30_003, ProsodySettings.Neutral));

        // Its level is never another, and no period longer or shorter.
        Assert.All(shaped[2400..^2400].Chunk(240).SkipLast(1), period => Assert.Equal(0.3, period.Max(), 0.01));
        Assert.InRange(LargestStep(shaped), 0, 1.05 * LargestStep(tone));
    }

    [Fact]
    public async Task Turns_AnyPieces_AreTheWhole()
    {
        var speech = (await Speech())[..48_000];
        Gen.Int[0, 48_500].Array[0, 6].Select(places => places.Order().ToArray())
            .SelectMany(places => Gen.Select(Gen.Double[0.5, 2], Gen.Double[-6, 6], Gen.Double[-6, 6]).Array[places.Length].Select(settings =>
                places.Zip(settings, (at, one) => ((long)at, new ProsodySettings(one.Item1, one.Item2, one.Item3))).ToArray()))
            .Select(Gen.Int[1, 5000])
            .Sample((turns, piece) => Assert.Equal(Shape(speech, speech.Length, turns), Shape(speech, piece, turns)), iter: 30);
    }

    [Fact]
    public async Task Output_IsToldOfEachInput()
    {
        var speech = (await Speech())[..48_000];
        var shaper = new TurningShaper(SampleRate, ProsodySettings.Neutral);
        shaper.TurnAt(12_000, new ProsodySettings(0.5, 0, 0));
        shaper.TurnAt(24_000, new ProsodySettings(2, 0, -96));
        var output = new SampleQueue();
        shaper.Process(speech, output);
        shaper.Finish(output);

        Assert.Equal(6_000, shaper.OutputOf(6_000));
        Assert.Equal(24_000, shaper.OutputOf(18_000), 1.0);
        Assert.Equal(36_000 + 6_000, shaper.OutputOf(36_000), 181.0);
        Assert.Equal((ProsodySettings.Neutral, 12_000), shaper.ShapeOf(11_999));
        Assert.Equal(0.5, shaper.ShapeOf(12_000).Settings.Rate);
        Assert.Equal(long.MaxValue, shaper.ShapeOf(40_000).End);
    }

    private static double Level(float[] samples) => 10 * Math.Log10(samples.Average(sample => (double)sample * sample));

    private static float LargestStep(float[] samples) => samples.Zip(samples.Skip(1), (a, b) => Math.Abs(a - b)).Max();

    private static async Task<float[]> Speech()
    {
        var wave = await TestAudio.Decode("am_puck-1.flac");
        return new Qwen3Tts.Audio.Resampling.Resampler(wave.SampleRate, SampleRate).Resample(wave.Samples);
    }

    private static float[] Shape(float[] samples, int piece, params (long At, ProsodySettings Settings)[] turns)
    {
        var shaper = new TurningShaper(SampleRate, ProsodySettings.Neutral);
        foreach (var (at, settings) in turns)
            shaper.TurnAt(at, settings);
        var output = new SampleQueue();
        for (var i = 0; i < samples.Length; i += piece)
            shaper.Process(samples.AsSpan(i, Math.Min(piece, samples.Length - i)), output);
        shaper.Finish(output);
        return output.ReadAll().ToArray();
    }
}
