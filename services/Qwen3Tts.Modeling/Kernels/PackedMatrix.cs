namespace Qwen3Tts.Modeling.Kernels;

/// <summary>
/// Weights of a layer whose outputs are sums over taps and inputs, and its bias, packed by <see cref="Columns"/> outputs: within a tile
/// tap by tap, input by input, so that a product reads them once, in order.
/// </summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    public const int Columns = 48;
    public const int Lanes = 16;

    private readonly NativeBuffer _memory;

    private PackedMatrix(int taps, int inputs, int outputs)
    {
        Taps = taps;
        Inputs = inputs;
        Outputs = outputs;
        Tiles = (outputs + Columns - 1) / Columns;
        TileLength = (long)taps * inputs * Columns;
        _memory = new NativeBuffer((TileLength + Columns) * Tiles * sizeof(float));
        Bias = (float*)_memory.Pointer + TileLength * Tiles;
    }

    public int Taps { get; }

    /// <summary>Of one tap.</summary>
    public int Inputs { get; }

    /// <summary>A multiple of <see cref="Lanes"/>; those that fill up the channels are zero.</summary>
    public int Outputs { get; }

    public int Tiles { get; }

    public long TileLength { get; }

    /// <summary>[tiles × columns].</summary>
    public float* Bias { get; }

    /// <summary>Values in a row of so many channels: whole vectors.</summary>
    public static int Padded(int channels) => (channels + Lanes - 1) / Lanes * Lanes;

    public float* Tile(int tile) => (float*)_memory.Pointer + TileLength * tile;

    /// <summary>A conv or, with one tap, a linear layer; the first tap is the earliest row.</summary>
    /// <param name="weights">[outputs × inputs × taps].</param>
    /// <param name="bias">[outputs], or null.</param>
    /// <param name="scale">What each output is multiplied by, or null.</param>
    public static PackedMatrix Convolution(float[] weights, float[]? bias, int outputs, int inputs, int taps, float[]? scale = null)
    {
        var matrix = new PackedMatrix(taps, inputs, Padded(outputs));
        matrix.Fill(weights, inputStride: taps, tapOffset: 0, tapStride: 1, column => column < outputs ? (long)column * inputs * taps : -1, scale);
        matrix.FillBias(bias, column => column < outputs ? column : -1, scale);
        return matrix;
    }

    /// <summary>
    /// A transposed conv: <paramref name="stride"/> × padded channels outputs from the current input row and those before it whose
    /// kernels reach as far.
    /// </summary>
    /// <param name="weights">[inputs × outputs × kernel].</param>
    /// <param name="kernel">A multiple of <paramref name="stride"/>.</param>
    public static PackedMatrix TransposedConvolution(float[] weights, float[] bias, int inputs, int outputs, int kernel, int stride)
    {
        int taps = kernel / stride, padded = Padded(outputs);
        var matrix = new PackedMatrix(taps, inputs, stride * padded);
        matrix.Fill(weights, outputs * kernel, (taps - 1) * stride, -stride, Place, scale: null);
        matrix.FillBias(bias, column => column < stride * padded && column % padded < outputs ? column % padded : -1, scale: null);
        return matrix;

        long Place(int column)
        {
            int phase = column / padded, output = column % padded;
            return phase < stride && output < outputs ? (long)output * kernel + phase : -1;
        }
    }

    public void Dispose() => _memory.Dispose();

    private void Fill(float[] weights, long inputStride, long tapOffset, long tapStride, Func<int, long> place, float[]? scale) =>
        Parallel.For(0, Tiles, tile =>
        {
            var places = stackalloc long[Columns];
            var scales = stackalloc float[Columns];
            for (var column = 0; column < Columns; column++)
            {
                places[column] = place(tile * Columns + column);
                scales[column] = places[column] < 0 || scale is null ? 1 : scale[tile * Columns + column];
            }

            for (var input = 0; input < Inputs; input++)
            {
                for (var tap = 0; tap < Taps; tap++)
                {
                    var target = Tile(tile) + ((long)tap * Inputs + input) * Columns;
                    var from = input * inputStride + tapOffset + tap * tapStride;
                    for (var column = 0; column < Columns; column++)
                        target[column] = places[column] < 0 ? 0 : weights[places[column] + from] * scales[column];
                }
            }
        });

    private void FillBias(float[]? bias, Func<int, int> place, float[]? scale)
    {
        for (var column = 0; column < Tiles * Columns; column++)
        {
            var from = bias is null ? -1 : place(column);
            Bias[column] = from < 0 ? 0 : bias![from] * (scale?[from] ?? 1);
        }
    }
}
