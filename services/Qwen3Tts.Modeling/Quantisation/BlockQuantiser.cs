using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>Rounds weights to integers, a block of 32 at a time, with the scale that loses least.</summary>
internal static class BlockQuantiser
{
    private const int Size = Activations.BlockSize;

    // Scales tried, as percents of the one that gives the block's extreme the lowest integer. Smaller ones clip it and round the rest finer.
    private const int SmallestPercent = 80;
    private const int LargestPercent = 116;
    private const int PercentStep = 4;

    /// <summary>Writes a tile.</summary>
    /// <param name="layout">Of the matrix.</param>
    /// <param name="weights">[16 × inputs].</param>
    /// <param name="tile">As long as <see cref="TileLayout.TileBytes"/>.</param>
    public static void WriteTile(TileLayout layout, ReadOnlySpan<float> weights, Span<byte> tile)
    {
        tile.Clear();
        Span<float> block = stackalloc float[Size];
        Span<int> integers = stackalloc int[Size];
        for (var output = 0; output < WeightMatrix.TileOutputs; output++)
        {
            var row = weights.Slice(output * layout.Inputs, layout.Inputs);
            for (var index = 0; index < layout.Blocks; index++)
            {
                block.Clear();
                row.Slice(index * Size, Math.Min(Size, row.Length - index * Size)).CopyTo(block);
                var target = tile.Slice(index * layout.BlockBytes, layout.BlockBytes);
                ref var scale = ref MemoryMarshal.Cast<byte, ushort>(target[layout.ScalesOffset..layout.ZerosOffset])[output];
                switch (layout.Format)
                {
                    case WeightFormat.Int4:
                        scale = Quantise(block, integers, -8);
                        PutFourBits(integers, FourBitWeights.Offset, target, output);
                        break;
                    case WeightFormat.Int4Asymmetric:
                        (scale, target[layout.ZerosOffset + output]) = AsymmetricQuantiser.Quantise(block, integers);
                        PutFourBits(integers, ZeroPointWeights.Offset, target, output);
                        break;
                    default:
                        scale = Quantise(block, integers, -128);
                        PutEightBits(integers, target, output);
                        break;
                }
            }
        }
    }

    /// <summary>
    /// Integers from <paramref name="lowest"/> to −<paramref name="lowest"/> − 1 and the bfloat16 scale that they count in: the one of
    /// least squared error. Its sign is such that the extreme falls on the side that reaches further.
    /// </summary>
    private static ushort Quantise(ReadOnlySpan<float> block, Span<int> integers, int lowest)
    {
        Vector512<float> low = Vector512.Create(block[..16]), high = Vector512.Create(block[16..]);
        var extreme = TensorPrimitives.MaxMagnitude(block);
        var bestError = float.PositiveInfinity;
        ushort best = 0;
        for (var percent = SmallestPercent; percent <= LargestPercent && extreme != 0; percent += PercentStep)
        {
            var scale = BrainFloat.Round(extreme * (percent / 100f) / lowest);
            var error = Round(low, high, BrainFloat.Widen(scale), lowest, out _, out _);
            if (error < bestError)
                (bestError, best) = (error, scale);
        }

        Round(low, high, BrainFloat.Widen(best), lowest, out var first, out var second);
        first.CopyTo(integers);
        second.CopyTo(integers[16..]);
        return best;
    }

    /// <returns>The squared error.</returns>
    private static float Round(
        Vector512<float> low, Vector512<float> high, float scale, int lowest, out Vector512<int> first, out Vector512<int> second)
    {
        // A block of zeros, or one too small for its scale to be told from zero, is all zeros.
        var inverse = scale == 0 ? 0 : 1 / scale;
        Vector512<float> bottom = Vector512.Create((float)lowest), top = -bottom - Vector512<float>.One;
        var a = Vector512.Max(bottom, Vector512.Min(top, Vector512.Round(low * inverse)));
        var b = Vector512.Max(bottom, Vector512.Min(top, Vector512.Round(high * inverse)));
        first = Vector512.ConvertToInt32(a);
        second = Vector512.ConvertToInt32(b);
        Vector512<float> lost = low - a * scale, alsoLost = high - b * scale;
        return Lanes.Sum(lost * lost + alsoLost * alsoLost);
    }

    /// <summary>As <see cref="FourBitWeights"/> and <see cref="ZeroPointWeights"/> read them.</summary>
    private static void PutFourBits(ReadOnlySpan<int> integers, int offset, Span<byte> block, int output)
    {
        var lanes = MemoryMarshal.Cast<byte, uint>(block);
        for (var group = 0; group < Size / 8; group++)
        {
            var lane = 0u;
            for (var pair = 0; pair < 4; pair++)
            {
                lane |= (uint)(integers[group * 8 + 2 * pair] - offset) << (4 * pair);
                lane |= (uint)(integers[group * 8 + 2 * pair + 1] - offset) << (4 * pair + 16);
            }

            lanes[group * WeightMatrix.TileOutputs + output] = lane;
        }
    }

    /// <summary>As <see cref="EightBitWeights"/> reads them.</summary>
    private static void PutEightBits(ReadOnlySpan<int> integers, Span<byte> block, int output)
    {
        for (var half = 0; half < Size / 4; half++)
        {
            var lane = block.Slice((half * WeightMatrix.TileOutputs + output) * 4, 4);
            lane[0] = (byte)integers[half * 4];
            lane[2] = (byte)integers[half * 4 + 1];
            lane[1] = (byte)integers[half * 4 + 2];
            lane[3] = (byte)integers[half * 4 + 3];
        }
    }
}
