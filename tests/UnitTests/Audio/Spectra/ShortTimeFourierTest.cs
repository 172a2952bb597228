using CsCheck;
using Qwen3Tts.Audio.Spectra;
using Qwen3Tts.UnitTests.Audio.Resampling;

namespace Qwen3Tts.UnitTests.Audio.Spectra;

public sealed class ShortTimeFourierTest
{
    [Fact]
    public void SpectraOfAnything_GiveItBack() => Gen.Single[-1, 1].Array[0, 2000].Sample(
        samples =>
        {
            var fourier = new ShortTimeFourier(256);

            var back = fourier.Synthesise(fourier.Analyse(samples), samples.Length);

            Assert.Equal(samples.Length, back.Length);
            for (var i = 0; i < samples.Length; i++)
                Assert.Equal(samples[i], back[i], 1e-5);
        },
        iter: 100);

    [Fact]
    public void Tone_StandsInItsBin_InEveryFrame()
    {
        var fourier = new ShortTimeFourier(512);
        var spectrogram = fourier.Analyse(Tone.Make(24_000 / 512.0 * 40, 24_000, 24_000));
        var powers = spectrogram.Powers();

        for (var frame = 1; frame < spectrogram.Frames - 1; frame++)
        {
            var row = powers.AsSpan(frame * spectrogram.Bins, spectrogram.Bins).ToArray();
            Assert.Equal(40, Array.IndexOf(row, row.Max()));
        }
    }
}
