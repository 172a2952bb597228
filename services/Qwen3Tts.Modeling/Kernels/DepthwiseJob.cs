using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>A causal conv of each channel by itself, then a layer norm over the channels. A chunk is a row.</summary>
/// <param name="x">Its context holds kernel − 1 rows.</param>
internal readonly unsafe struct DepthwiseJob(DepthwiseWeights weights, RowSet x, RowSet y) : IJob
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Execute(int chunk)
    {
        float* target = y.Row(chunk), source = x.Row(chunk) - (long)(weights.Kernel - 1) * x.Stride;
        float* taps = (float*)weights.Taps.Pointer, bias = (float*)weights.Bias.Pointer;
        int padded = PackedMatrix.Padded(weights.Channels);
        for (var i = 0; i < padded; i += Vector512<float>.Count)
        {
            var sum = Vector512.Load(bias + i);
            for (var tap = 0; tap < weights.Kernel; tap++)
            {
                sum = Vector512.FusedMultiplyAdd(
                    Vector512.Load(source + (long)tap * x.Stride + i), Vector512.Load(taps + (long)tap * padded + i), sum);
            }

            sum.Store(target + i);
        }

        RowMath.LayerNorm(target, (float*)weights.NormWeight.Pointer, (float*)weights.NormBias.Pointer, weights.Epsilon, weights.Channels);
    }
}
