using System.Numerics.Tensors;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>
/// Scales of a layer's inputs, W x = (W S⁻¹)(S x), by which weights that share a block come to be of one size. Without them a channel
/// whose inputs are large and whose weights are as much smaller than their neighbours is rounded away whole: a block has one step for
/// all its weights. Powers of two, the nearest, so that they cost no bit, and a network whose channels are scaled against each other by
/// powers of two is held in the very same integers.
/// </summary>
internal static class InputScaling
{
    private const int LargestExponent = 20;

    /// <summary>The scales, padded to whole blocks with 1.</summary>
    public static float[] Of(MatrixSpec matrix, TensorSet tensors)
    {
        var squares = new double[matrix.Inputs];
        var row = new float[matrix.Inputs];
        foreach (var (name, outputs) in matrix.Together)
        {
            var tensor = tensors.Get(name, outputs, matrix.Inputs);
            for (var output = 0; output < outputs; output++)
            {
                tensor.ReadUnmapped(row, (long)output * row.Length);
                // Every output counts the same, however large its weights are: each has scales of its own in its blocks.
                var energy = TensorPrimitives.SumOfSquares<float>(row);
                for (var i = 0; i < row.Length && energy > 0; i++)
                    squares[i] += (double)row[i] * row[i] / energy;
            }
        }

        var median = squares.Order().ElementAt(squares.Length / 2);
        var scales = new float[(matrix.Inputs + Activations.BlockSize - 1) / Activations.BlockSize * Activations.BlockSize];
        scales.AsSpan().Fill(1);
        for (var i = 0; i < squares.Length && median > 0; i++)
        {
            // A channel without weights needs no scale, and has no logarithm.
            if (squares[i] > 0)
                scales[i] = MathF.ScaleB(1, (int)Math.Clamp(Math.Round(Math.Log2(squares[i] / median) / 2), -LargestExponent, LargestExponent));
        }

        return scales;
    }

    /// <summary>True where a multiplication by <paramref name="scales"/> changes nothing.</summary>
    public static bool AreOne(ReadOnlySpan<float> scales) => !scales.ContainsAnyExcept(1f);
}
