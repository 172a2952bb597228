namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>What one step made.</summary>
/// <param name="Codes">One code a group.</param>
/// <param name="Time">How long the device took; the first frame's includes the prefill.</param>
public sealed record GeneratedFrame(int[] Codes, TimeSpan Time);
