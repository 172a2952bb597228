namespace Qwen3Tts.Modeling.Codec;

/// <summary>Activations between two steps: for each sequence of a pass its rows and, before them, rows of context that its state keeps.</summary>
/// <param name="Area">Where they are.</param>
/// <param name="Stride">Values in a row: the channels, padded.</param>
/// <param name="Context">Rows of context.</param>
/// <param name="RowsPerFrame">Rows that a frame makes here.</param>
/// <param name="StateStart">Where in the state the context is kept.</param>
internal sealed record FrameBuffer(WorkArea Area, int Stride, int Context, int RowsPerFrame, int StateStart)
{
    public int ContextLength => Context * Stride;
}
