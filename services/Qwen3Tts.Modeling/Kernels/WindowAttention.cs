namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Grouped-query attention over a sliding window. A row of queries, keys and values holds them side by side, by heads.</summary>
/// <param name="Window">Positions that a position attends to, itself included.</param>
/// <param name="KeyStart">Where in a state the keys of the last <paramref name="Window"/> positions are: [window × KV heads · head width]; position p's at p mod window.</param>
/// <param name="ValueStart">The same of the values.</param>
internal sealed record WindowAttention(int Heads, int KeyValueHeads, int HeadDim, int Window, int KeyStart, int ValueStart)
{
    public int QueryWidth => Heads * HeadDim;

    public int KeyValueWidth => KeyValueHeads * HeadDim;

    public int Group => Heads / KeyValueHeads;

    public float Scale { get; } = 1 / MathF.Sqrt(HeadDim);
}
