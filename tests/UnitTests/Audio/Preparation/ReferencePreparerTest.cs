using System.Numerics.Tensors;
using Qwen3Tts.Audio.Loudness;
using Qwen3Tts.Audio.Preparation;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Audio.Preparation;

public sealed class ReferencePreparerTest
{
    private const int Rate = 24_000;

    private static readonly ReferencePreparer Preparer = new(new PreparationSettings(), Rate);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("am_puck-1.flac")]
    [InlineData("bf_emma-3.flac")]
    [InlineData("af_bella-1.flac")]
    public async Task CleanClip_IsTrimmedAndLevelled_AndElseAsItWas(string name)
    {
        var clip = await TestAudio.Decode(name);

        var prepared = Preparer.Prepare(clip, whole: true, Ct);

        Assert.False(prepared.Denoised);
        Assert.Equal(-23, LoudnessMeter.Integrated(prepared.Samples, Rate), 0.05);
        Assert.InRange(prepared.Seconds, 0.6 * clip.Seconds, clip.Seconds);
        var gain = MathF.Pow(10, (float)prepared.GainDb / 20);
        var start = (int)Math.Round(prepared.StartSeconds * Rate);
        for (var i = 200; i < prepared.Samples.Length - 200; i++)
            Assert.Equal(gain * clip.Samples[start + i], prepared.Samples[i], 1e-5);
    }

    [Fact]
    public async Task SilenceAtBothEnds_IsCutOff_AndNoWord()
    {
        var speech = (await TestAudio.Decode("am_puck-3.flac")).Samples;
        float[] padded = [.. Noise(2 * Rate, -70, seed: 1), .. speech, .. Noise(3 * Rate, -70, seed: 2)];

        var alone = Preparer.Prepare(new Waveform(speech, Rate), whole: true, Ct);
        var prepared = Preparer.Prepare(new Waveform(padded, Rate), whole: true, Ct);

        Assert.Equal(2 + alone.StartSeconds, prepared.StartSeconds, 0.1);
        Assert.Equal(alone.Seconds, prepared.Seconds, 0.2);
        Assert.Equal(alone.SpeechSeconds, prepared.SpeechSeconds, 0.3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(20)]
    public async Task SignalToNoise_IsMeasured_OfSteadyNoise(double snr)
    {
        foreach (var speaker in TestAudio.Speakers)
        {
            var clip = Preparer.Prepare(await TestAudio.Decode($"{speaker}-1.flac"), whole: true, Ct);
            var noisy = new Waveform(Noises.Mix(clip.Samples, Noises.White(clip.Samples.Length, seed: 3), snr), Rate);

            var prepared = Preparer.Prepare(noisy, whole: true, Ct);

            // The mix is by the mean power of all of the clip, up to 12 kHz; the measure is of speech alone, up to 8 kHz.
            Assert.InRange(prepared.Measured.SnrDb, snr, snr + 6);
            Assert.True(prepared.Denoised, $"{speaker} at {snr} dB");
        }
    }

    [Theory]
    [InlineData("white")]
    [InlineData("pink")]
    public async Task SteadyNoise_InPauses_IsLowered_AndSpeechKept(string kind)
    {
        var clean = Preparer.Prepare(await TestAudio.Decode("am_fenrir-1.flac"), whole: true, Ct).Samples;
        var noise = kind is "white" ? Noises.White(clean.Length + 2 * Rate, seed: 4) : Noises.Pink(clean.Length + 2 * Rate, seed: 4);
        // A second of noise alone before and after.
        float[] padded = [.. new float[Rate], .. clean, .. new float[Rate]];
        var noisy = Noises.Mix(padded, noise, 10);
        var without = new ReferencePreparer(new PreparationSettings(DenoiseBelowDb: -20), Rate).Prepare(new Waveform(noisy, Rate), whole: true, Ct);

        var with = Preparer.Prepare(new Waveform(noisy, Rate), whole: true, Ct);

        Assert.False(without.Denoised);
        Assert.True(with.Denoised);
        // Both begin with 0.1 s before the first word.
        Assert.InRange(Decibels(with.Samples.AsSpan(200, 1500)) - Decibels(without.Samples.AsSpan(200, 1500)), -30, -8);
        Assert.Equal(without.Samples.Length, with.Samples.Length);
        Assert.True(TensorPrimitives.CosineSimilarity<float>(with.Samples, without.Samples) > 0.9);
    }

    [Fact]
    public async Task Babble_IsLeftAlone()
    {
        var clip = await TestAudio.Decode("am_puck-1.flac");
        var talkers = new List<float[]>();
        foreach (var name in new[] { "bf_emma-3.flac", "af_bella-3.flac", "am_fenrir-3.flac" })
            talkers.Add((await TestAudio.Decode(name)).Samples);
        var noisy = Noises.Mix(clip.Samples, Noises.Babble(clip.Samples.Length, talkers, seed: 5), 10);

        Assert.False(Preparer.Prepare(new Waveform(noisy, Rate), whole: true, Ct).Denoised);
    }

    [Fact]
    public async Task LongRecording_GivesItsBestStretch_NotItsFirst()
    {
        var good = (await TestAudio.Decode("bf_emma-1.flac")).Samples;
        // Twelve seconds under noise, then two good sentences, then twelve that are clipped.
        var worse = Noises.Mix([.. good, .. good], Noises.Pink(2 * good.Length, seed: 6), 3);
        var clipped = good.Concat(good).Select(sample => Math.Clamp(20 * sample, -1, 1));
        float[] recording = [.. worse, .. good, .. good[..(4 * Rate)], .. clipped];

        var prepared = new ReferencePreparer(new PreparationSettings(MaxSeconds: 8), Rate).Prepare(new Waveform(recording, Rate), whole: false, Ct);

        var first = worse.Length / (double)Rate;
        Assert.InRange(prepared.StartSeconds, first - 0.5, first + 2);
        Assert.InRange(prepared.Seconds, 3, 8.4);
        Assert.True(ClippingMeter.Share(prepared.Samples) < 0.001);
    }

    [Fact]
    public async Task LongRecording_WhoseWordsAreKnown_StaysWhole()
    {
        var sentence = (await TestAudio.Decode("bf_emma-1.flac")).Samples;
        float[] recording = [.. sentence, .. sentence, .. sentence];

        Assert.InRange(Preparer.Prepare(new Waveform(recording, Rate), whole: true, Ct).Seconds, 15, 17.5);
        Assert.InRange(Preparer.Prepare(new Waveform(recording, Rate), whole: false, Ct).Seconds, 3, 10.4);
    }

    [Fact]
    public async Task SameClip_GivesTheSameSamples()
    {
        var noisy = new Waveform(Noises.Mix((await TestAudio.Decode("am_puck-3.flac")).Samples, Noises.White(200_000, seed: 7), 10), Rate);

        Assert.Equal(Preparer.Prepare(noisy, false, Ct).Samples, new ReferencePreparer(new PreparationSettings(), Rate).Prepare(noisy, false, Ct).Samples);
    }

    public static TheoryData<string, float[]> Speechless => new()
    {
        { "one sample", [0.5f] },
        { "silence", new float[2 * Rate] },
        { "constant", [.. Enumerable.Repeat(0.25f, 2 * Rate)] },
        { "1-bit noise", [.. Noises.White(2 * Rate, seed: 8).Select(sample => sample < 0 ? -1f : 1f)] },
        { "white noise", Noise(3 * Rate, -20, seed: 9) },
        { "hum", [.. Enumerable.Range(0, 3 * Rate).Select(i => 0.3f * MathF.Sin(i * 0.03f))] },
        { "a click", [.. new float[Rate], 1f, .. new float[Rate]] },
    };

    [Theory]
    [MemberData(nameof(Speechless), DisableDiscoveryEnumeration = true)]
    public void ClipWithoutSpeech_HasNone(string what, float[] samples)
    {
        var prepared = Preparer.Prepare(new Waveform(samples, Rate), whole: false, Ct);

        Assert.True(prepared.SpeechSeconds is 0, $"{what}: {prepared.SpeechSeconds} s of speech");
        Assert.All(prepared.Samples, sample => Assert.True(float.IsFinite(sample)));
    }

    [Fact]
    public void AnySamples_ArePreparedToFiniteOnes_NoLongerThanTheyCame()
    {
        var random = new Random(10);
        for (var round = 0; round < 60; round++)
        {
            var rate = new[] { 8_000, 16_000, 22_050, 44_100 }[random.Next(4)];
            var samples = new float[random.Next(1, 3 * rate)];
            for (var i = 0; i < samples.Length;)
            {
                // Stretches of silence, noise at any level up to beyond full scale, squares and tones.
                var (kind, level, end) = (random.Next(4), MathF.Pow(10, random.Next(-120, 18) / 20f), Math.Min(samples.Length, i + random.Next(1, rate)));
                for (; i < end; i++)
                    samples[i] = kind switch { 0 => 0, 1 => level * (random.NextSingle() - 0.5f), 2 => i / 50 % 2 is 0 ? level : -level, _ => level * MathF.Sin(i * 0.1f) };
            }

            var prepared = Preparer.Prepare(new Waveform(samples, rate), whole: round % 2 is 0, Ct);

            Assert.All(prepared.Samples, sample => Assert.InRange(sample, -8.5f, 8.5f));
            Assert.InRange(prepared.Seconds, 1.0 / Rate, (double)samples.Length / rate + 1.0 / Rate);
            Assert.InRange(prepared.SpeechSeconds, 0, prepared.Seconds);
            Assert.InRange(prepared.Measured.SnrDb, -20, 60);
        }
    }

    private static float[] Noise(int samples, double db, int seed) =>
        [.. Noises.White(samples, seed).Select(sample => sample * MathF.Pow(10, (float)db / 20))];

    private static double Decibels(ReadOnlySpan<float> samples) => 20 * Math.Log10(TensorPrimitives.Norm(samples) / Math.Sqrt(samples.Length));
}
