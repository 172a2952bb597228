using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>
/// Scales of a layer's inputs, W x = (W S⁻¹)(S x), by which weights that share a block come to be of one size. Without them a channel
/// whose inputs are large and whose weights are as much smaller than their neighbours is rounded away whole: a block has one step for
/// all its weights. Powers of two, so that they cost no bit; 1 where weights are not far from the rest, as nearly all are.
/// </summary>
internal static class InputScaling
{
    // What a channel's weights are from the layer's median channel when it is scaled: four of a 4-bit integer's eight steps are left then.
    private const int LeastExponent = 2;
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
                for (var i = 0; i < row.Length; i++)
                    squares[i] += (double)row[i] * row[i];
            }
        }

        var median = squares.Order().ElementAt(squares.Length / 2);
        var scales = new float[(matrix.Inputs + Activations.BlockSize - 1) / Activations.BlockSize * Activations.BlockSize];
        scales.AsSpan().Fill(1);
        for (var i = 0; i < squares.Length && median > 0; i++)
        {
            // A channel without weights needs no scale, and has no logarithm.
            var exponent = squares[i] > 0 ? Math.Clamp(Math.Round(Math.Log2(squares[i] / median) / 2), -LargestExponent, LargestExponent) : 0;
            if (Math.Abs(exponent) >= LeastExponent)
                scales[i] = (float)Math.ScaleB(1, (int)exponent);
        }

        return scales;
    }

    /// <summary>True where a multiplication by <paramref name="scales"/> changes nothing.</summary>
    public static bool AreOne(ReadOnlySpan<float> scales) => !scales.ContainsAnyExcept(1f);
}
