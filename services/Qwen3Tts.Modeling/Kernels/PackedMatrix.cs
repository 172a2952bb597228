namespace Qwen3Tts.Modeling.Kernels;

/// <summary>
/// Weights of a layer whose outputs are sums over taps and inputs, and its bias, packed by <see cref="Columns"/> outputs: within a tile
/// tap by tap, input by input, so that a product reads them once, in order.
/// </summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    public const int Columns = 48;
    public const int Lanes = 16;
    private const float LargestInteger = 32767;

    private readonly NativeBuffer _memory;
    private readonly long _tileBytes;
    private readonly float* _zeros;

    /// <param name="sixteenBits">Holds the weights in sixteen bits, with a scale for each output.</param>
    private PackedMatrix(int taps, int inputs, int outputs, bool sixteenBits)
    {
        Taps = taps;
        Inputs = inputs;
        Outputs = outputs;
        Tiles = (outputs + Columns - 1) / Columns;
        _tileBytes = (long)taps * inputs * Columns * (sixteenBits ? sizeof(short) : sizeof(float));
        _memory = new NativeBuffer(_tileBytes * Tiles + (sixteenBits ? 2 * Tiles + 1 : Tiles) * Columns * sizeof(float));
        Bias = (float*)(_memory.Pointer + _tileBytes * Tiles);
        if (!sixteenBits)
            return;
        Scales = Bias + Tiles * Columns;
        _zeros = Scales + Tiles * Columns;
        new Span<float>(_zeros, Columns).Clear();
    }

    public int Taps { get; }

    /// <summary>Of one tap.</summary>
    public int Inputs { get; }

    /// <summary>A multiple of <see cref="Lanes"/>; those that fill up the channels are zero.</summary>
    public int Outputs { get; }

    public int Tiles { get; }

    /// <summary>[tiles × columns].</summary>
    public float* Bias { get; }

    /// <summary>What a weight of each column counts: [tiles × columns]; null where the weights are floats.</summary>
    public float* Scales { get; }

    /// <summary>Values in a row of so many channels: whole vectors.</summary>
    public static int Padded(int channels) => (channels + Lanes - 1) / Lanes * Lanes;

    public byte* Tile(int tile) => _memory.Pointer + _tileBytes * tile;

    /// <summary>What a tile's sums begin with.</summary>
    public float* Start(int tile) => Scales is null ? Bias + tile * Columns : _zeros;

    /// <summary>A conv or, with one tap, a linear layer; the first tap is the earliest row.</summary>
    /// <param name="weights">[outputs × inputs × taps]; may be longer.</param>
    /// <param name="bias">[outputs], or null.</param>
    /// <param name="scale">What each output is multiplied by, or null.</param>
    public static PackedMatrix Convolution(
        float[] weights, float[]? bias, int outputs, int inputs, int taps, float[]? scale = null, bool sixteenBits = false)
    {
        var matrix = new PackedMatrix(taps, inputs, Padded(outputs), sixteenBits);
        matrix.Fill(weights, inputStride: taps, tapOffset: 0, tapStride: 1, column => column < outputs ? (long)column * inputs * taps : -1, scale);
        matrix.FillBias(bias, column => column < outputs ? column : -1, scale);
        return matrix;
    }

    /// <summary>
    /// A transposed conv: <paramref name="stride"/> × padded channels outputs from the current input row and those before it whose
    /// kernels reach as far.
    /// </summary>
    /// <param name="weights">[inputs × outputs × kernel]; may be longer.</param>
    /// <param name="kernel">A multiple of <paramref name="stride"/>.</param>
    public static PackedMatrix TransposedConvolution(
        float[] weights, float[] bias, int inputs, int outputs, int kernel, int stride, bool sixteenBits = false)
    {
        int taps = kernel / stride, padded = Padded(outputs);
        var matrix = new PackedMatrix(taps, inputs, stride * padded, sixteenBits);
        matrix.Fill(weights, (long)outputs * kernel, (taps - 1) * stride, -stride, Place, scale: null);
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
            var factors = stackalloc float[Columns];
            var values = stackalloc float[Columns];
            for (var column = 0; column < Columns; column++)
            {
                places[column] = place(tile * Columns + column);
                factors[column] = places[column] < 0 || scale is null ? 1 : scale[tile * Columns + column];
            }

            if (Scales is not null)
                FindScales(tile, factors);
            for (var input = 0; input < Inputs; input++)
            {
                for (var tap = 0; tap < Taps; tap++)
                {
                    Gather(input, tap);
                    Store(tile, (long)tap * Inputs + input, values);
                }
            }

            void FindScales(int of, float* scaledBy)
            {
                var largest = stackalloc float[Columns];
                new Span<float>(largest, Columns).Clear();
                for (var input = 0; input < Inputs; input++)
                {
                    for (var tap = 0; tap < Taps; tap++)
                    {
                        Gather(input, tap);
                        for (var column = 0; column < Columns; column++)
                            largest[column] = MathF.Max(largest[column], MathF.Abs(values[column]));
                    }
                }

                // Each weight times this is then a whole number of at most 32,767.
                for (var column = 0; column < Columns; column++)
                {
                    Scales[of * Columns + column] = largest[column] / LargestInteger;
                    scaledBy[column] *= largest[column] > 0 ? LargestInteger / largest[column] : 0;
                }
            }

            void Gather(int input, int tap)
            {
                var from = input * inputStride + tapOffset + tap * tapStride;
                for (var column = 0; column < Columns; column++)
                    values[column] = places[column] < 0 ? 0 : weights[places[column] + from] * factors[column];
            }
        });

    private void Store(int tile, long place, float* values)
    {
        if (Scales is null)
        {
            new ReadOnlySpan<float>(values, Columns).CopyTo(new Span<float>((float*)Tile(tile) + place * Columns, Columns));
            return;
        }

        var target = (short*)Tile(tile) + place * Columns;
        for (var column = 0; column < Columns; column++)
            target[column] = (short)MathF.Round(values[column]);
    }

    private void FillBias(float[]? bias, Func<int, int> place, float[]? scale)
    {
        for (var column = 0; column < Tiles * Columns; column++)
        {
            var from = bias is null ? -1 : place(column);
            Bias[column] = from < 0 ? 0 : bias![from] * (scale?[from] ?? 1);
        }
    }
}
