namespace Qwen3Tts.Modeling.Kernels;

/// <summary>
/// Rows of activations, time by time, of several sequences one after the other; before those of each there may be rows of context. How
/// many rows a sequence has is told by its frames: each makes <paramref name="rowsPerFrame"/> rows.
/// </summary>
/// <param name="values">Where the first sequence's context begins.</param>
/// <param name="stride">From one row to the next.</param>
/// <param name="context">Rows before those of each sequence.</param>
/// <param name="rowsPerFrame">Rows that a frame makes here.</param>
/// <param name="sequenceOfFrame">To which sequence each frame belongs, in ascending order.</param>
internal readonly unsafe struct RowSet(float* values, int stride, int context, int rowsPerFrame, int* sequenceOfFrame)
{
    public bool IsNone => values is null;

    public int Stride => stride;

    public int Context => context;

    public int RowsPerFrame => rowsPerFrame;

    /// <summary>A row by its number among all sequences' rows; its context is before it in memory.</summary>
    public float* Row(int row) => context == 0
        ? values + (long)row * stride
        : values + (row + (long)context * (sequenceOfFrame[row / rowsPerFrame] + 1)) * stride;
}
