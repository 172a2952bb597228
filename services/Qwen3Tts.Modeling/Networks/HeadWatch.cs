using System.Numerics.Tensors;
using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>Keeps how one head's last row divided its attention.</summary>
/// <param name="positions">Of the longest sequence.</param>
internal sealed class HeadWatch(AlignmentHead watched, int positions) : IAttentionWatch
{
    private readonly float[] _weights = new float[positions];

    /// <summary>To each position, sum 1; what stands behind the last row's own is of no meaning.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    public void See(int layer, int head, ReadOnlySpan<float> weights, float total)
    {
        if (layer == watched.Layer && head == watched.Head)
            TensorPrimitives.Divide(weights, total, _weights);
    }
}
