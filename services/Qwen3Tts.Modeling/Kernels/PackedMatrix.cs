namespace Qwen3Tts.Modeling.Kernels;

/// <summary>
/// Weights of a layer whose outputs are sums over taps and inputs, and its bias, packed by <see cref="Columns"/> outputs: within a tile
/// tap by tap, input by input, so that a product reads them once, in order.
/// </summary>
internal sealed unsafe class PackedMatrix
{
    public const int Columns = 48;
    public const int Lanes = 16;

    private readonly byte* _memory;
    private readonly long _tileBytes;
    private readonly float* _zeros;

    /// <param name="memory">As many bytes as the shape says, in whole cache lines from a cache line's start on; they must outlive this.</param>
    public PackedMatrix(PackedShape shape, byte* memory)
    {
        Shape = shape;
        _memory = memory;
        _tileBytes = shape.TileBytes;
        Bias = (float*)(memory + _tileBytes * shape.Tiles);
        if (!shape.SixteenBits)
            return;
        Scales = Bias + Tiles * Columns;
        _zeros = Scales + Tiles * Columns;
    }

    public PackedShape Shape { get; }

    public int Taps => Shape.Taps;

    /// <summary>Of one tap.</summary>
    public int Inputs => Shape.Inputs;

    public int Outputs => Shape.Outputs;

    public int Tiles => Shape.Tiles;

    /// <summary>[tiles × columns].</summary>
    public float* Bias { get; }

    /// <summary>What a weight of each column counts: [tiles × columns]; null where the weights are floats.</summary>
    public float* Scales { get; }

    /// <summary>Values in a row of so many channels: whole vectors.</summary>
    public static int Padded(int channels) => (channels + Lanes - 1) / Lanes * Lanes;

    public byte* Tile(int tile) => _memory + _tileBytes * tile;

    /// <summary>What a tile's sums begin with.</summary>
    public float* Start(int tile) => Scales is null ? Bias + tile * Columns : _zeros;
}
