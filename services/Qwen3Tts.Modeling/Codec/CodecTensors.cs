using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>Takes the decoder's weights out of a checkpoint and packs them; keeps what it has made until it is disposed.</summary>
/// <param name="tensors">Where they come from; needed only while weights are asked for.</param>
internal sealed class CodecTensors(TensorSet tensors) : IDisposable
{
    private readonly List<IDisposable> _made = [];

    /// <summary>A tensor as it is stored.</summary>
    /// <exception cref="Speech.Errors.SpeechException">It is missing or has another shape.</exception>
    public float[] Read(string name, params ReadOnlySpan<long> shape) => tensors.Get(name, shape).ToFloats();

    /// <summary>A conv: <c>weight</c> [outputs × inputs × kernel] and <c>bias</c> under <paramref name="name"/>.</summary>
    public PackedMatrix Convolution(string name, int outputs, int inputs, int kernel) => Own(PackedMatrix.Convolution(
        Read($"{name}.weight", outputs, inputs, kernel), Read($"{name}.bias", outputs), outputs, inputs, kernel));

    /// <summary>A transposed conv: <c>weight</c> [inputs × outputs × kernel] and <c>bias</c> under <paramref name="name"/>.</summary>
    public PackedMatrix TransposedConvolution(string name, int inputs, int outputs, int kernel, int stride) =>
        Own(PackedMatrix.TransposedConvolution(
            Read($"{name}.weight", inputs, outputs, kernel), Read($"{name}.bias", outputs), inputs, outputs, kernel, stride));

    /// <summary>A linear layer: <c>weight</c> [outputs × inputs] and, where there is one, <c>bias</c> under <paramref name="name"/>.</summary>
    /// <param name="scale">What each output is multiplied by, or null.</param>
    public PackedMatrix Linear(string name, int outputs, int inputs, bool bias = false, float[]? scale = null) => Own(PackedMatrix.Convolution(
        Read($"{name}.weight", outputs, inputs), bias ? Read($"{name}.bias", outputs) : null, outputs, inputs, 1, scale));

    /// <summary>Several linear layers without bias on the same input, their outputs one after the other.</summary>
    public PackedMatrix Linears(int inputs, params ReadOnlySpan<(string Name, int Outputs)> parts)
    {
        var all = new List<float>();
        foreach (var (name, outputs) in parts)
            all.AddRange(Read($"{name}.weight", outputs, inputs));
        return Own(PackedMatrix.Convolution([.. all], null, all.Count / inputs, inputs, 1));
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

    public void Dispose()
    {
        foreach (var made in _made)
            made.Dispose();
    }
}
