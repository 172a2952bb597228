namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Fills a <see cref="PackedMatrix"/> from a layer's weights as a checkpoint has them.</summary>
/// <param name="matrix">To fill.</param>
/// <param name="weights">May be longer than the layer.</param>
internal sealed unsafe class MatrixPacker(PackedMatrix matrix, float[] weights)
{
    private const int Columns = PackedMatrix.Columns;
    private const float LargestInteger = 32767;

    // How far the weights of two inputs, or of two taps, are apart, and where the first tap's are.
    private long _inputStride;
    private long _tapStart;
    private long _tapStride;

    /// <summary>A conv or, with one tap, a linear layer, weights [outputs × inputs × taps]; the first tap is the earliest row.</summary>
    /// <param name="bias">[outputs], or null.</param>
    /// <param name="scale">What each output is multiplied by, or null.</param>
    public void Convolution(int outputs, float[]? bias, float[]? scale = null)
    {
        (_inputStride, _tapStart, _tapStride) = (matrix.Taps, 0, 1);
        Fill(column => column < outputs ? (long)column * matrix.Inputs * matrix.Taps : -1, scale);
        FillBias(bias, column => column < outputs ? column : -1, scale);
    }

    /// <summary>
    /// A transposed conv, weights [inputs × outputs × kernel]: outputs phase by phase from the current input row and those before it whose
    /// kernels reach as far.
    /// </summary>
    /// <param name="bias">[outputs].</param>
    public void TransposedConvolution(int outputs, int kernel, int stride, float[] bias)
    {
        var padded = PackedMatrix.Padded(outputs);
        (_inputStride, _tapStart, _tapStride) = ((long)outputs * kernel, (matrix.Taps - 1) * stride, -stride);
        Fill(Place, scale: null);
        FillBias(bias, column => column < stride * padded && column % padded < outputs ? column % padded : -1, scale: null);

        long Place(int column)
        {
            int phase = column / padded, output = column % padded;
            return phase < stride && output < outputs ? (long)output * kernel + phase : -1;
        }
    }

    private void Fill(Func<int, long> place, float[]? scale) => Parallel.For(0, matrix.Tiles, tile =>
    {
        var places = stackalloc long[Columns];
        var factors = stackalloc float[Columns];
        var values = stackalloc float[Columns];
        for (var column = 0; column < Columns; column++)
        {
            places[column] = place(tile * Columns + column);
            factors[column] = places[column] < 0 || scale is null ? 1 : scale[tile * Columns + column];
        }

        if (matrix.Scales is not null)
            FindScales(matrix.Scales + tile * Columns, places, factors, values);
        for (var input = 0; input < matrix.Inputs; input++)
        {
            for (var tap = 0; tap < matrix.Taps; tap++)
            {
                Gather(input, tap, places, factors, values);
                Store(tile, (long)tap * matrix.Inputs + input, values);
            }
        }
    });

    private void FindScales(float* scales, long* places, float* factors, float* values)
    {
        var largest = stackalloc float[Columns];
        new Span<float>(largest, Columns).Clear();
        for (var input = 0; input < matrix.Inputs; input++)
        {
            for (var tap = 0; tap < matrix.Taps; tap++)
            {
                Gather(input, tap, places, factors, values);
                for (var column = 0; column < Columns; column++)
                    largest[column] = MathF.Max(largest[column], MathF.Abs(values[column]));
            }
        }

        // Each weight times its factor is then a whole number of at most 32,767.
        for (var column = 0; column < Columns; column++)
        {
            scales[column] = largest[column] / LargestInteger;
            factors[column] *= largest[column] > 0 ? LargestInteger / largest[column] : 0;
        }
    }

    private void Gather(int input, int tap, long* places, float* factors, float* values)
    {
        var from = input * _inputStride + _tapStart + tap * _tapStride;
        for (var column = 0; column < Columns; column++)
            values[column] = places[column] < 0 ? 0 : weights[places[column] + from] * factors[column];
    }

    private void Store(int tile, long place, float* values)
    {
        if (matrix.Scales is null)
        {
            new ReadOnlySpan<float>(values, Columns).CopyTo(new Span<float>((float*)matrix.Tile(tile) + place * Columns, Columns));
            return;
        }

        var target = (short*)matrix.Tile(tile) + place * Columns;
        for (var column = 0; column < Columns; column++)
            target[column] = (short)MathF.Round(values[column]);
    }

    private void FillBias(float[]? bias, Func<int, int> place, float[]? scale)
    {
        for (var column = 0; column < matrix.Tiles * Columns; column++)
        {
            var from = bias is null ? -1 : place(column);
            matrix.Bias[column] = from < 0 ? 0 : bias![from] * (scale?[from] ?? 1);
        }

        if (matrix.Scales is not null)
            new Span<float>(matrix.Start(0), Columns).Clear();
    }
}
