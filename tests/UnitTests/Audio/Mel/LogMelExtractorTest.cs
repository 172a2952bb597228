using Qwen3Tts.Audio.Mel;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.UnitTests.Audio.Resampling;

namespace Qwen3Tts.UnitTests.Audio.Mel;

public sealed class LogMelExtractorTest
{
    [Theory]
    [InlineData(24_000, 128)]
    [InlineData(16_000, 80)]
    public void Spectrogram_HasAFrameAHopAndTheBandsAskedFor(int rate, int bands)
    {
        var mel = new LogMelExtractor(new MelSettings(rate, bands)).Extract(new float[2_700]);

        Assert.Equal((2_700 / 256, bands), (mel.Frames, mel.Bands));
        Assert.Equal(mel.Frames * bands, mel.Values.Length);
    }

    [Theory]
    [InlineData(24_000, 500)]
    [InlineData(24_000, 3_000)]
    [InlineData(16_000, 3_000)]
    public void Tone_IsLoudestInTheBandAroundIt(int rate, double hertz)
    {
        const int Bands = 128;
        var mel = new LogMelExtractor(new MelSettings(rate, Bands)).Extract(Tone.Make(hertz, rate, rate / 2));
        var loudest = mel.Values.AsSpan(mel.Frames / 2 * Bands, Bands).ToArray().Index().MaxBy(band => band.Item).Index;

        // The bands' centres are evenly spaced in mels, of which 1 kHz is the 15th.
        static double ToMel(double f) => f < 1000 ? f * 0.015 : 15 + Math.Log(f / 1000) / Math.Log(6.4) * 27;
        Assert.Equal(ToMel(hertz) / ToMel(rate / 2.0) * (Bands + 1), loudest + 1, 0.51);
    }

    [Fact]
    public void Silence_IsAtTheFloor()
    {
        var mel = new LogMelExtractor(new MelSettings(24_000, 128)).Extract(new float[2_000]);

        Assert.All(mel.Values, value => Assert.InRange(value, (float)Math.Log(1e-5) - 1e-6f, -9f));
        Assert.Equal((float)Math.Log(1e-5), mel.Values[0]);
    }

    [Fact]
    public void FewestSamples_MakeAFrame_AndOneLessIsRefused()
    {
        var extractor = new LogMelExtractor(new MelSettings(24_000, 128));

        Assert.Equal(1, extractor.Extract(new float[extractor.MinSamples]).Frames);
        var error = Assert.Throws<SpeechException>(() => extractor.Extract(new float[extractor.MinSamples - 1]));
        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
        Assert.Contains($"{extractor.MinSamples - 1} samples", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TransformThatIsNotPossible_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new LogMelExtractor(new MelSettings(24_000, 128, FftSize: 1000)));
}
