namespace Qwen3Tts.Audio.Wave;

/// <summary>What a WAV file may be before its samples are decoded.</summary>
/// <param name="MaxSeconds">The longest that is decoded.</param>
/// <param name="MinSampleRate">In hertz.</param>
/// <param name="MaxSampleRate">In hertz.</param>
public sealed record WaveLimits(double MaxSeconds, int MinSampleRate = 8_000, int MaxSampleRate = 192_000, int MaxChannels = 8);
