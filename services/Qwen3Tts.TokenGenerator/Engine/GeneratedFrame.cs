namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>One frame as it left the device.</summary>
/// <param name="Codes">One code a group.</param>
/// <param name="Surprise">How unlikely the model held its code of group 0 to be, beyond its own uncertainty: nats.</param>
/// <param name="Time">The utterance's share of the device's time; the first frame's includes the prefill.</param>
/// <param name="TextPosition">Which of the text's tokens it speaks, from 0 on; negative where that is not known.</param>
/// <param name="Beginning">Of the utterance's first frame here; null of any other.</param>
public readonly record struct GeneratedFrame(
    ReadOnlyMemory<int> Codes, float Surprise, TimeSpan Time, int TextPosition = -1, GenerationBeginning? Beginning = null);
