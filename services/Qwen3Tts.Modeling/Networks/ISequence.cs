namespace Qwen3Tts.Modeling.Networks;

/// <summary>What a decoder remembers of one sequence: keys and values. Belongs to the networks that began it.</summary>
internal interface ISequence : IDisposable
{
    /// <summary>Positions that it has.</summary>
    int Length { get; }

    /// <summary>Positions that may still be added.</summary>
    int Room { get; }
}
