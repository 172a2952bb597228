using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>What a layer's attention is computed with, apart from its projections.</summary>
internal sealed unsafe class AttentionLayer(
    int index,
    AttentionShape shape,
    float epsilon,
    KeyValueLayout cache,
    RotaryAngles angles,
    NativeBuffer queryNorm,
    NativeBuffer keyNorm)
{
    public int Index => index;

    public KeyValueLayout Cache => cache;

    public int HeadDim => shape.HeadDim;

    public int KeyValueHeads => shape.KeyValueHeads;

    /// <summary>Query heads that share a key-value head.</summary>
    public int Group { get; } = shape.Heads / shape.KeyValueHeads;

    /// <summary>Where a projected row has its keys; the queries stand first.</summary>
    public int KeyOffset { get; } = WeightMatrix.Padded((int)shape.QueryWidth);

    /// <summary>Where a projected row has its values.</summary>
    public int ValueOffset { get; } = WeightMatrix.Padded((int)shape.QueryWidth) + WeightMatrix.Padded((int)shape.KeyValueWidth);

    public float Epsilon => epsilon;

    public float Scale { get; } = shape.Scale;

    public float* QueryNorm => (float*)queryNorm.Pointer;

    public float* KeyNorm => (float*)keyNorm.Pointer;

    public void Rotate(float* head, int position) => RowMath.Rotate(head, angles.Cosines(position), angles.Sines(position), shape.HeadDim / 2);
}
