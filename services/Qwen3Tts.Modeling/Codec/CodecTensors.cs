using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>Takes the decoder's weights out of a checkpoint and packs them; keeps what it has made until it is disposed.</summary>
/// <param name="tensors">Where they come from; needed only while weights are asked for.</param>
/// <param name="mixed">Holds those weights in sixteen bits that few rows use before they are read again.</param>
internal sealed class CodecTensors(TensorSet tensors, bool mixed) : IDisposable
{
    // From here on a reading of the weights is worth its time.
    private const int ManyRows = 16;

    private readonly List<IDisposable> _made = [];

    // One after another the large tensors are read into this: together they would be the decoder's weights a second time.
    private float[] _large = [];

    /// <summary>A tensor as it is stored.</summary>
    /// <exception cref="Speech.Errors.SpeechException">It is missing or has another shape.</exception>
    public float[] Read(string name, params ReadOnlySpan<long> shape) => tensors.Get(name, shape).ToFloats();

    /// <summary>A conv: <c>weight</c> [outputs × inputs × kernel] and <c>bias</c> under <paramref name="name"/>.</summary>
    /// <param name="rows">Rows that a frame multiplies.</param>
    public PackedMatrix Convolution(string name, int outputs, int inputs, int kernel, int rows)
    {
        var bias = Read($"{name}.bias", outputs);
        return Own(PackedMatrix.Convolution(
            ReadLarge($"{name}.weight", outputs, inputs, kernel), bias, outputs, inputs, kernel, scale: null, SixteenBits(rows)));
    }

    /// <summary>A transposed conv: <c>weight</c> [inputs × outputs × kernel] and <c>bias</c> under <paramref name="name"/>.</summary>
    /// <param name="rows">Rows that a frame multiplies.</param>
    public PackedMatrix TransposedConvolution(string name, int inputs, int outputs, int kernel, int stride, int rows)
    {
        var bias = Read($"{name}.bias", outputs);
        return Own(PackedMatrix.TransposedConvolution(
            ReadLarge($"{name}.weight", inputs, outputs, kernel), bias, inputs, outputs, kernel, stride, SixteenBits(rows)));
    }

    /// <summary>A linear layer: <c>weight</c> [outputs × inputs] and, where there is one, <c>bias</c> under <paramref name="name"/>.</summary>
    /// <param name="rows">Rows that a frame multiplies.</param>
    /// <param name="scale">What each output is multiplied by, or null.</param>
    public PackedMatrix Linear(string name, int outputs, int inputs, int rows, bool bias = false, float[]? scale = null)
    {
        var added = bias ? Read($"{name}.bias", outputs) : null;
        return Own(PackedMatrix.Convolution(ReadLarge($"{name}.weight", outputs, inputs), added, outputs, inputs, 1, scale, SixteenBits(rows)));
    }

    /// <summary>Several linear layers without bias on the same input, their outputs one after the other.</summary>
    /// <param name="rows">Rows that a frame multiplies.</param>
    public PackedMatrix Linears(int inputs, int rows, params ReadOnlySpan<(string Name, int Outputs)> parts)
    {
        var all = new List<float>();
        foreach (var (name, outputs) in parts)
            all.AddRange(Read($"{name}.weight", outputs, inputs));
        return Own(PackedMatrix.Convolution([.. all], null, all.Count / inputs, inputs, 1, scale: null, SixteenBits(rows)));
    }

    /// <summary><c>alpha</c> and <c>beta</c> [channels] under <paramref name="name"/>.</summary>
    public SnakeParameters Snake(string name, int channels, int repeats = 1) =>
        Own(new SnakeParameters(Read($"{name}.alpha", channels), Read($"{name}.beta", channels), repeats));

    /// <summary>Values in rows of whole vectors, filled up with zeros.</summary>
    public unsafe NativeBuffer Rows(float[] values, int channels)
    {
        int stride = PackedMatrix.Padded(channels), rows = values.Length / channels;
        var buffer = Own(new NativeBuffer((long)rows * stride * sizeof(float)));
        buffer.Clear();
        for (var row = 0; row < rows; row++)
            values.AsSpan(row * channels, channels).CopyTo(new Span<float>((float*)buffer.Pointer + (long)row * stride, channels));
        return buffer;
    }

    public T Own<T>(T made)
        where T : IDisposable
    {
        _made.Add(made);
        return made;
    }

    /// <summary>All has been read: lets go what it was read into.</summary>
    public void Finish() => _large = [];

    public void Dispose()
    {
        foreach (var made in _made)
            made.Dispose();
    }

    private bool SixteenBits(int rows) => mixed && rows < ManyRows;

    /// <returns>The tensor's values, and perhaps others after them, until the next reading.</returns>
    private float[] ReadLarge(string name, params ReadOnlySpan<long> shape)
    {
        var tensor = tensors.Get(name, shape);
        if (tensor.Elements > _large.Length)
            _large = GC.AllocateUninitializedArray<float>(checked((int)tensor.Elements));
        tensor.CopyTo(_large.AsSpan(0, (int)tensor.Elements));
        return _large;
    }
}
