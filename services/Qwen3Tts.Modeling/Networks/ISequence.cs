namespace Qwen3Tts.Modeling.Networks;

/// <summary>What a decoder remembers of one sequence: keys and values. Belongs to the networks that began it.</summary>
internal interface ISequence : IDisposable
{
    /// <summary>Positions that it has.</summary>
    int Length { get; }

    /// <summary>Positions that may still be added.</summary>
    int Room { get; }

    /// <summary>
    /// How the watched head's last row divided its attention among the positions: [<see cref="Length"/>], sum 1. Empty where none is watched.
    /// </summary>
    ReadOnlySpan<float> Attention { get; }
}
