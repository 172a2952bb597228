namespace Qwen3Tts.Benchmarks.Preparation;

/// <summary>A recording of one speaker.</summary>
internal sealed record SpeechClip(string Speaker, float[] Samples);
