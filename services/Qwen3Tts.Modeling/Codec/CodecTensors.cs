using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>Takes the decoder's weights out of a checkpoint, the large ones packed; keeps what it has made until it is disposed.</summary>
/// <param name="tensors">Where they come from; needed only while weights are asked for.</param>
/// <param name="store">Where the large ones are packed, or have been.</param>
/// <param name="mixed">Holds those weights in sixteen bits that few rows use before they are read again.</param>
internal sealed unsafe class CodecTensors(TensorSet tensors, CodecStore store, bool mixed) : IDisposable
{
    // From here on a reading of the weights in single precision is worth its time.
    private const int ManyRows = 48;

    private readonly List<IDisposable> _made = [];

    // One after another the large tensors are read into this: together they would be the decoder's weights a second time.
    private float[] _large = [];

    /// <summary>A tensor as it is stored.</summary>
    /// <exception cref="Speech.Errors.SpeechException">It is missing or has another shape.</exception>
    public CheckpointTensor Get(string name, params ReadOnlySpan<long> shape) => tensors.Get(name, shape);

    /// <summary>A tensor's values.</summary>
    /// <exception cref="Speech.Errors.SpeechException">It is missing or has another shape.</exception>
    public float[] Read(string name, params ReadOnlySpan<long> shape) => Get(name, shape).ToFloats();

    /// <summary>A conv: <c>weight</c> [outputs × inputs × kernel] and <c>bias</c> under <paramref name="name"/>.</summary>
    /// <param name="rows">Rows that a frame multiplies.</param>
    public PackedMatrix Convolution(string name, int outputs, int inputs, int kernel, int rows)
    {
        CheckpointTensor weight = Get($"{name}.weight", outputs, inputs, kernel), bias = Get($"{name}.bias", outputs);
        return Packed(
            PackedShape.Convolution(outputs, inputs, kernel, SixteenBits(rows)),
            matrix => new MatrixPacker(matrix, ReadLarge(weight)).Convolution(outputs, bias.ToFloats()));
    }

    /// <summary>The same for <see cref="MinimalFiltering"/>, with its number of taps.</summary>
    /// <param name="rows">Rows that a frame multiplies.</param>
    public PackedMatrix FilteredConvolution(string name, int outputs, int inputs, int rows)
    {
        CheckpointTensor weight = Get($"{name}.weight", outputs, inputs, MinimalFiltering.Taps), bias = Get($"{name}.bias", outputs);
        return Packed(
            PackedShape.Convolution(outputs, inputs, MinimalFiltering.Products, SixteenBits(rows)),
            matrix => new MatrixPacker(matrix, MinimalFiltering.Weights(ReadLarge(weight), outputs * inputs)).Convolution(outputs, bias.ToFloats()));
    }

    /// <summary>A transposed conv: <c>weight</c> [inputs × outputs × kernel] and <c>bias</c> under <paramref name="name"/>.</summary>
    /// <param name="rows">Rows that a frame multiplies.</param>
    public PackedMatrix TransposedConvolution(string name, int inputs, int outputs, int kernel, int stride, int rows)
    {
        CheckpointTensor weight = Get($"{name}.weight", inputs, outputs, kernel), bias = Get($"{name}.bias", outputs);
        return Packed(
            PackedShape.TransposedConvolution(inputs, outputs, kernel, stride, SixteenBits(rows)),
            matrix => new MatrixPacker(matrix, ReadLarge(weight)).TransposedConvolution(outputs, kernel, stride, bias.ToFloats()));
    }

    /// <summary>A linear layer: <c>weight</c> [outputs × inputs] and, where there is one, <c>bias</c> under <paramref name="name"/>.</summary>
    /// <param name="rows">Rows that a frame multiplies.</param>
    /// <param name="scale">The tensor, if any, that the outputs are multiplied by.</param>
    public PackedMatrix Linear(string name, int outputs, int inputs, int rows, bool bias = false, string? scale = null)
    {
        var weight = Get($"{name}.weight", outputs, inputs);
        CheckpointTensor? added = bias ? Get($"{name}.bias", outputs) : null, factor = scale is null ? null : Get(scale, outputs);
        return Packed(
            PackedShape.Convolution(outputs, inputs, taps: 1, SixteenBits(rows)),
            matrix => new MatrixPacker(matrix, ReadLarge(weight)).Convolution(outputs, added?.ToFloats(), factor?.ToFloats()));
    }

    /// <summary>Several linear layers without bias on the same input, their outputs one after the other.</summary>
    /// <param name="rows">Rows that a frame multiplies.</param>
    public PackedMatrix Linears(int inputs, int rows, params ReadOnlySpan<(string Name, int Outputs)> parts)
    {
        var weights = new List<CheckpointTensor>();
        foreach (var (name, width) in parts)
            weights.Add(Get($"{name}.weight", width, inputs));
        var outputs = (int)(weights.Sum(weight => weight.Elements) / inputs);
        return Packed(
            PackedShape.Convolution(outputs, inputs, taps: 1, SixteenBits(rows)),
            matrix => new MatrixPacker(matrix, [.. weights.SelectMany(weight => weight.ToFloats())]).Convolution(outputs, bias: null));
    }

    /// <summary>A matrix that is worked out from several tensors.</summary>
    /// <param name="pack">Fills it, where it has not been packed before.</param>
    public PackedMatrix Packed(PackedShape shape, Action<PackedMatrix> pack) =>
        new(shape, store.Take(shape.ByteLength, memory => pack(new PackedMatrix(shape, memory))));

    /// <summary>Other values that are worked out from tensors.</summary>
    /// <param name="pack">Fills them, where they have not been packed before.</param>
    public float* Packed(long count, CodecStore.Packing pack) => (float*)store.Take(count * sizeof(float), pack);

    /// <summary><c>alpha</c> and <c>beta</c> [channels] under <paramref name="name"/>.</summary>
    public SnakeParameters Snake(string name, int channels, int repeats = 1) =>
        Own(new SnakeParameters(Read($"{name}.alpha", channels), Read($"{name}.beta", channels), repeats));

    /// <summary>Values in rows of whole vectors, filled up with zeros.</summary>
    public NativeBuffer Rows(float[] values, int channels)
    {
        int stride = PackedMatrix.Padded(channels), rows = values.Length / channels;
        var buffer = Own(new NativeBuffer((long)rows * stride * sizeof(float)));
        buffer.Clear();
        for (var row = 0; row < rows; row++)
            values.AsSpan(row * channels, channels).CopyTo(new Span<float>((float*)buffer.Pointer + (long)row * stride, channels));
        return buffer;
    }

    /// <summary>All has been read: lets go what it was read into.</summary>
    public void Finish() => _large = [];

    public void Dispose()
    {
        foreach (var made in _made)
            made.Dispose();
        store.Dispose();
    }

    private T Own<T>(T made)
        where T : IDisposable
    {
        _made.Add(made);
        return made;
    }

    private bool SixteenBits(int rows) => mixed && rows < ManyRows;

    /// <returns>The tensor's values, and perhaps others after them, until the next reading.</returns>
    private float[] ReadLarge(CheckpointTensor tensor)
    {
        if (tensor.Elements > _large.Length)
            _large = GC.AllocateUninitializedArray<float>(checked((int)tensor.Elements));
        tensor.ReadUnmapped(_large.AsSpan(0, (int)tensor.Elements), 0);
        return _large;
    }
}
