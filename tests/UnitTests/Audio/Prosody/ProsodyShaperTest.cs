using Qwen3Tts.Audio.Loudness;
using Qwen3Tts.Audio.Prosody;
using Qwen3Tts.Audio.Streaming;
using Qwen3Tts.Speech.Prosody;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Audio.Prosody;

public sealed class ProsodyShaperTest
{
    private const int SampleRate = 24_000;

    [Fact]
    public async Task Shaper_Neutral_PassesSamplesUntouched()
    {
        var speech = await Speech();

        Assert.Equal(speech, Shape(speech, ProsodySettings.Neutral, piece: 777));
    }

    [Theory]
    [InlineData(0.5, 0, 0)]
    [InlineData(0.8, 2.5, -3)]
    [InlineData(1, -6, 0)]
    [InlineData(1.3, 0, 2)]
    [InlineData(2, 6, 0)]
    public async Task Shaper_AnyPieces_IsTheWhole(double rate, double semitones, double decibels)
    {
        var speech = (await Speech())[..60_000];
        var settings = new ProsodySettings(rate, semitones, decibels);
        var whole = Shape(speech, settings, speech.Length);

        foreach (var piece in new[] { 1, 240, 1920, 7001 })
            Assert.Equal(whole, Shape(speech, settings, piece));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.75)]
    [InlineData(1.25)]
    [InlineData(2)]
    public async Task Rate_OfSpeech_ChangesLengthAndNotPitchOrLoudness(double rate)
    {
        var speech = await Speech();

        var shaped = Shape(speech, new ProsodySettings(rate, 0, 0), 1920);

        Assert.Equal(speech.Length / rate, shaped.Length, 1.0);
        Assert.Equal(0, PitchMeter.Rise(speech, shaped, SampleRate, rate), 0.2);
        Assert.Equal(LoudnessMeter.Integrated(speech, SampleRate), LoudnessMeter.Integrated(shaped, SampleRate), 0.5);
        Assert.True(LargestStep(shaped) <= 1.1 * LargestStep(speech), $"A step of {LargestStep(shaped)}, of {LargestStep(speech)} before.");
    }

    [Theory]
    [InlineData(-6)]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(6)]
    public async Task Pitch_OfSpeech_ChangesPitchAndNotLength(double semitones)
    {
        var speech = await Speech();

        var shaped = Shape(speech, new ProsodySettings(1, semitones, 0), 1920);

        Assert.Equal(speech.Length, shaped.Length, 4.0);
        Assert.Equal(semitones, PitchMeter.Rise(speech, shaped, SampleRate, rate: 1), 0.2);
        Assert.Equal(LoudnessMeter.Integrated(speech, SampleRate), LoudnessMeter.Integrated(shaped, SampleRate), 1.0);
    }

    [Fact]
    public void Rate_OfATone_KeepsItsFrequencyAndLevel()
    {
        var tone = Tone(220, 2);

        var shaped = Shape(tone, new ProsodySettings(0.7, 0, 0), 500)[2400..^2400];

        Assert.Equal(0, PitchMeter.Rise(tone, shaped, SampleRate, rate: 0.7), 0.1);
        Assert.Equal(0.3, shaped.Max(), 0.01);
    }

    [Fact]
    public async Task Volume_OfSpeech_ChangesItsLoudnessByThatMuch()
    {
        var speech = await Speech();

        var shaped = Shape(speech, new ProsodySettings(1, 0, -6), 1920);

        Assert.Equal(LoudnessMeter.Integrated(speech, SampleRate) - 6, LoudnessMeter.Integrated(shaped, SampleRate), 0.1);
    }

    [Fact]
    public void Shaper_FewOrNoSamples_GivesThatMany()
    {
        Assert.Empty(Shape([], new ProsodySettings(0.5, 3, 0), 1));
        Assert.Equal(20, Shape(new float[10], new ProsodySettings(0.5, 0, 0), 1).Length);
    }

    internal static float[] Tone(double hertz, double seconds, double amplitude = 0.3) =>
        [.. Enumerable.Range(0, (int)(seconds * SampleRate)).Select(i => (float)(amplitude * Math.Sin(2 * Math.PI * hertz * i / SampleRate)))];

    private static async Task<float[]> Speech()
    {
        var wave = await TestAudio.Decode("am_puck-1.flac");
        return new Qwen3Tts.Audio.Resampling.Resampler(wave.SampleRate, SampleRate).Resample(wave.Samples);
    }

    private static float LargestStep(float[] samples) => samples.Zip(samples.Skip(1), (a, b) => Math.Abs(a - b)).Max();

    private static float[] Shape(float[] samples, ProsodySettings settings, int piece)
    {
        var shaper = new ProsodyShaper(SampleRate, settings);
        var output = new SampleQueue();
        for (var i = 0; i < samples.Length; i += piece)
            shaper.Process(samples.AsSpan(i, Math.Min(piece, samples.Length - i)), output);
        shaper.Finish(output);
        return output.ReadAll().ToArray();
    }
}
