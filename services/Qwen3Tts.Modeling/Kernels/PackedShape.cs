namespace Qwen3Tts.Modeling.Kernels;

/// <summary>The size of a <see cref="PackedMatrix"/>.</summary>
/// <param name="Taps">Rows of the input that an output is summed over.</param>
/// <param name="Inputs">Of one tap.</param>
/// <param name="Outputs">A multiple of <see cref="PackedMatrix.Lanes"/>; those that fill up the channels are zero.</param>
/// <param name="SixteenBits">Holds the weights in sixteen bits, with a scale for each output.</param>
internal readonly record struct PackedShape(int Taps, int Inputs, int Outputs, bool SixteenBits)
{
    public int Tiles => (Outputs + PackedMatrix.Columns - 1) / PackedMatrix.Columns;

    /// <summary>Bytes of one tile's weights.</summary>
    public long TileBytes => (long)Taps * Inputs * PackedMatrix.Columns * (SixteenBits ? sizeof(short) : sizeof(float));

    /// <summary>Bytes of all: weights, bias and, in sixteen bits, the scales and a tile's zeros.</summary>
    public long ByteLength => TileBytes * Tiles + (SixteenBits ? 2 * Tiles + 1 : Tiles) * PackedMatrix.Columns * sizeof(float);

    /// <summary>Of a conv or, with one tap, a linear layer.</summary>
    public static PackedShape Convolution(int outputs, int inputs, int taps, bool sixteenBits = false) =>
        new(taps, inputs, PackedMatrix.Padded(outputs), sixteenBits);

    /// <summary>Of a transposed conv: <paramref name="stride"/> × padded channels outputs.</summary>
    /// <param name="kernel">A multiple of <paramref name="stride"/>.</param>
    public static PackedShape TransposedConvolution(int inputs, int outputs, int kernel, int stride, bool sixteenBits = false) =>
        new(kernel / stride, inputs, stride * PackedMatrix.Padded(outputs), sixteenBits);
}
