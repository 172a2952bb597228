using System.Numerics.Tensors;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>Codebooks as the checkpoint stores them: sums of what was assigned to each vector, and how much was.</summary>
internal static class Codebook
{
    // The official code's floor for vectors that nothing was assigned to.
    private const float LeastUsage = 1e-5f;

    /// <summary>The vectors: each sum divided by its usage.</summary>
    /// <param name="sums">[size × width].</param>
    /// <param name="usage">[size].</param>
    public static float[] Vectors(float[] sums, float[] usage)
    {
        var width = sums.Length / usage.Length;
        var vectors = new float[sums.Length];
        for (var i = 0; i < sums.Length; i++)
            vectors[i] = sums[i] / Math.Max(usage[i / width], LeastUsage);
        return vectors;
    }

    /// <summary>−|e|²/2 of each vector e: added to x·e it orders the vectors by their nearness to x.</summary>
    public static float[] NearnessBias(float[] vectors, int size)
    {
        var width = vectors.Length / size;
        var bias = new float[size];
        for (var i = 0; i < size; i++)
            bias[i] = -0.5f * TensorPrimitives.SumOfSquares(vectors.AsSpan(i * width, width));
        return bias;
    }
}
