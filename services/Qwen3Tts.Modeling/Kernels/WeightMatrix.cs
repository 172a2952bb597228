namespace Qwen3Tts.Modeling.Kernels;

/// <summary>
/// A linear layer's weights, [outputs × inputs], used by the tile: <see cref="TileOutputs"/> outputs for any number of rows. A row's
/// results depend on that row alone, to the bit: not on the other rows, not on the tile's neighbours, not on threads. The memory is
/// the <see cref="Quantisation.NetworkWeights"/>' that gave it out.
/// </summary>
internal abstract unsafe class WeightMatrix(int outputs, int inputs)
{
    public const int TileOutputs = 16;

    /// <summary>A multiple of <see cref="TileOutputs"/>; those beyond a layer's own are zero.</summary>
    public int Outputs => outputs;

    public int Inputs => inputs;

    public int Tiles => outputs / TileOutputs;

    /// <summary>Memory that the weights take.</summary>
    public abstract long ByteLength { get; }

    /// <summary>True where the kernel reads the rows' 16-bit blocks, false where it reads their floats.</summary>
    public abstract bool TakesBlocks { get; }

    /// <summary>What inputs are multiplied by before their blocks are made, one each; null multiplies nothing. See <see cref="Quantisation.InputScaling"/>.</summary>
    public virtual float* InputScales => null;

    /// <param name="x">Rows of <see cref="Inputs"/> values.</param>
    /// <param name="rows">How many, from the first on.</param>
    /// <param name="tile">Which <see cref="TileOutputs"/> outputs.</param>
    /// <param name="y">[rows × 16], overwritten.</param>
    public abstract void MultiplyTile(Activations x, int rows, int tile, float* y);

    /// <summary>How many outputs stand in tiles for <paramref name="outputs"/> of a layer.</summary>
    public static int Padded(int outputs) => (outputs + TileOutputs - 1) / TileOutputs * TileOutputs;
}
