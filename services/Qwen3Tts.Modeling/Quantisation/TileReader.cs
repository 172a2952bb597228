using System.Buffers.Binary;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>Reads single weights out of quantised tiles: slow, plain, and by other means than the kernels, which are judged by it.</summary>
internal static class TileReader
{
    /// <summary>The weight that a tile stands for.</summary>
    /// <param name="tile">Of <see cref="TileLayout.TileBytes"/>.</param>
    /// <param name="output">Of the tile, 0 to 15.</param>
    public static double Read(TileLayout layout, ReadOnlySpan<byte> tile, int output, int input)
    {
        var block = tile.Slice(input / Activations.BlockSize * layout.BlockBytes, layout.BlockBytes);
        var scale = (double)BrainFloat.Widen(BinaryPrimitives.ReadUInt16LittleEndian(block[(layout.ScalesOffset + 2 * output)..]));
        var place = input % Activations.BlockSize;
        return layout.Format switch
        {
            WeightFormat.Int8 => scale * EightBits(block, output, place),
            WeightFormat.Int4 => scale * (FourBits(block, output, place) - 8),
            WeightFormat.Int4Asymmetric => scale * (FourBits(block, output, place) - block[layout.ZerosOffset + output]),
            _ => throw new ArgumentOutOfRangeException(nameof(layout), layout.Format, "The format has no tiles."),
        };
    }

    /// <summary>Eight inputs in the 32 bits of an output: even ones in the lower half, odd ones in the upper.</summary>
    private static int FourBits(ReadOnlySpan<byte> block, int output, int input)
    {
        var lane = BinaryPrimitives.ReadUInt32LittleEndian(block[((input / 8 * WeightMatrix.TileOutputs + output) * 4)..]);
        return (int)(lane >> (input % 8 / 2 * 4 + input % 2 * 16)) & 15;
    }

    /// <summary>Four inputs in the 32 bits of an output, in the order 0, 2, 1, 3.</summary>
    private static int EightBits(ReadOnlySpan<byte> block, int output, int input)
    {
        var at = input % 4 is 1 ? 2 : input % 4 is 2 ? 1 : input % 4;
        return (sbyte)block[(input / 4 * WeightMatrix.TileOutputs + output) * 4 + at];
    }
}
