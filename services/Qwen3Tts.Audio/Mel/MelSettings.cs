namespace Qwen3Tts.Audio.Mel;

/// <summary>The transform behind a log-mel spectrogram. The defaults are those of the official speaker encoder's input.</summary>
/// <param name="SampleRate">In hertz; the bands reach from 0 to half of it.</param>
/// <param name="Bands">Mel bands.</param>
/// <param name="FftSize">Samples a frame; a power of two.</param>
/// <param name="HopSize">Samples between two frames.</param>
public sealed record MelSettings(int SampleRate, int Bands, int FftSize = 1024, int HopSize = 256)
{
    /// <summary>Samples that are mirrored before the first and after the last.</summary>
    public int Padding => (FftSize - HopSize) / 2;
}
