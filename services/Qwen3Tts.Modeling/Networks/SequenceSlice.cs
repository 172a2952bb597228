namespace Qwen3Tts.Modeling.Networks;

/// <summary>Consecutive rows of a batch that go on with one sequence.</summary>
/// <param name="FirstRow">In the batch.</param>
internal readonly record struct SequenceSlice(ISequence Sequence, int FirstRow, int Rows)
{
    public int LastRow => FirstRow + Rows - 1;
}
