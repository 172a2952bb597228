using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>
/// Where a quantised matrix's numbers stand. Tiles of sixteen outputs follow one another; in a tile, its blocks; in a block, its
/// integers, then a bfloat16 scale for each output, then a zero point for each where the format has them: one stream of reading, which
/// is what the processor fetches ahead. Inputs are padded to whole blocks, outputs to whole tiles.
/// </summary>
internal sealed record TileLayout(WeightFormat Format, int Outputs, int Inputs)
{
    private const int Outs = WeightMatrix.TileOutputs;

    // Computed once: the kernels ask for them at every tile.
    public int Blocks { get; } = (Inputs + Activations.BlockSize - 1) / Activations.BlockSize;

    public int Tiles => Outputs / Outs;

    /// <summary>From a block's begin to its scales.</summary>
    public int ScalesOffset { get; } = Outs * Activations.BlockSize * Format.Bits() / 8;

    /// <summary>From a block's begin to its zero points: a byte each.</summary>
    public int ZerosOffset => ScalesOffset + Outs * sizeof(ushort);

    public bool HasZeros => Format is WeightFormat.Int4Asymmetric;

    public int BlockBytes => ZerosOffset + (HasZeros ? Outs : 0);

    public long TileBytes => (long)Blocks * BlockBytes;

    public long ByteLength => Tiles * TileBytes;
}
