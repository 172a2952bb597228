namespace Qwen3Tts.Audio.Mel;

/// <summary>Natural logarithms of mel magnitudes.</summary>
/// <param name="Values"><paramref name="Frames"/> × <paramref name="Bands"/>, frame by frame.</param>
public sealed record MelSpectrogram(float[] Values, int Frames, int Bands);
