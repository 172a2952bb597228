namespace Qwen3Tts.Audio.Preparation;

/// <summary>A clip that is ready to be embedded.</summary>
/// <param name="Samples">Mono, at the rate asked for.</param>
/// <param name="StartSeconds">Where in the clip as it came they begin.</param>
/// <param name="SpeechSeconds">How much of them is speech.</param>
/// <param name="Denoised">Whether background noise was reduced.</param>
/// <param name="GainDb">The gain that brought them to the target loudness.</param>
public sealed record PreparedClip(
    float[] Samples, int SampleRate, double StartSeconds, double SpeechSeconds, bool Denoised, double GainDb, ClipMeasurements Measured)
{
    public double Seconds => (double)Samples.Length / SampleRate;
}
