using Qwen3Tts.Modeling.Networks;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>A sequence's place in the memory of a device: one row of every step. Disposing it hands it on to the next.</summary>
internal sealed class FramePlace(FramePlaces places, int index, int positions) : ISequence
{
    /// <summary>Which row.</summary>
    public int Index => index;

    public int Length { get; set; }

    public int Room => positions - Length;

    public ReadOnlySpan<float> Attention => [];

    /// <summary>True while a sequence has it.</summary>
    public bool Taken { get; set; }

    public void Dispose() => places.Return(this);
}
