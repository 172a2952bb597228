namespace Qwen3Tts.Modeling.Graphs;

/// <summary>The sizes of a grouped-query attention.</summary>
internal readonly record struct AttentionShape(int Hidden, int Heads, int KeyValueHeads, int HeadDim)
{
    public long QueryWidth => (long)Heads * HeadDim;

    public long KeyValueWidth => (long)KeyValueHeads * HeadDim;

    public HeadPadding Padding => new(HeadDim);

    public float Scale => 1f / MathF.Sqrt(HeadDim);
}
