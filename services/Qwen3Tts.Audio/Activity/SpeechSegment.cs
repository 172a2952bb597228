namespace Qwen3Tts.Audio.Activity;

/// <summary>A stretch in which somebody speaks.</summary>
/// <param name="Start">Its first sample.</param>
/// <param name="End">The sample after its last.</param>
public readonly record struct SpeechSegment(int Start, int End)
{
    public int Length => End - Start;
}
