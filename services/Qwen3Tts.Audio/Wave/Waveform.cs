namespace Qwen3Tts.Audio.Wave;

/// <summary>Mono sound.</summary>
/// <param name="Samples">Full scale is [−1, 1]; a float file may go a little beyond.</param>
/// <param name="SampleRate">In hertz.</param>
public sealed record Waveform(float[] Samples, int SampleRate)
{
    public double Seconds => (double)Samples.Length / SampleRate;
}
