using System.Runtime.InteropServices;
using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>
/// The weights of one network, loaded once: matrices in the formats of the plan, small tensors in single precision. Owns their memory;
/// what stays as the checkpoint has it is read from the checkpoint's mapped files, which must outlive it.
/// </summary>
internal sealed unsafe class NetworkWeights : IDisposable
{
    private readonly TensorSet _tensors;
    private readonly WeightFile _file;
    private readonly NetworkPart _part;
    private readonly PrecisionPlan _plan;
    private readonly NativeBuffer _converted;
    private readonly List<NativeBuffer> _owned = [];

    private NetworkWeights(TensorSet tensors, WeightFile file, NetworkPart part, PrecisionPlan plan, NativeBuffer converted) =>
        (_tensors, _file, _part, _plan, _converted) = (tensors, file, part, plan, converted);

    /// <summary>Reads the converted weights from the cache; converts them first where none are kept.</summary>
    /// <exception cref="SpeechException">The checkpoint lacks a tensor, or no cache folder can be written.</exception>
    public static NetworkWeights Load(Checkpoint checkpoint, WeightPart part, SessionSettings settings)
    {
        var file = part.File;
        if (file.Length == 0)
            return Stored(checkpoint);
        var memory = CachedWeights.Read(GraphCache.OpenEntry(checkpoint, part, settings), file.Length);
        return new NetworkWeights(checkpoint.Tensors, file, part.Network, part.Plan, memory);
    }

    /// <summary>Everything as the checkpoint has it.</summary>
    public static NetworkWeights Stored(Checkpoint checkpoint) => new(
        checkpoint.Tensors, new WeightFile([], NetworkPart.Talker, PrecisionPlan.Float32), NetworkPart.Talker, PrecisionPlan.Float32, new NativeBuffer(0));

    /// <summary>A matrix that the part's specification names.</summary>
    public WeightMatrix Matrix(MatrixSpec spec)
    {
        var format = _plan.Of(_part, spec.Kind);
        if (format.IsBlockwise())
            return Blockwise(spec, format);
        var place = format is WeightFormat.Float32 ? null : _converted.Pointer + _file.Offset(spec);
        var parts = new WeightMatrix[spec.Parts.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var (name, outputs) = spec.Parts[i];
            parts[i] = format is WeightFormat.Float32
                ? Stored(name, outputs, spec.Inputs)
                : new DenseMatrix(outputs, spec.Inputs, place, format);
            place += (long)outputs * spec.Inputs * sizeof(ushort);
        }

        return parts.Length == 1 ? parts[0] : new MatrixSet(parts);
    }

    /// <summary>A matrix as the checkpoint has it.</summary>
    public WeightMatrix Stored(string name, int outputs, int inputs)
    {
        var tensor = _tensors.Get(name, outputs, inputs);
        var format = tensor.Type switch
        {
            TensorType.F32 => WeightFormat.Float32,
            TensorType.BF16 => WeightFormat.BFloat16,
            TensorType.F16 => WeightFormat.Float16,
            _ => throw SpeechException.Invalid($"{tensor.File}: tensor '{name}' is {tensor.Type}; F32, F16 or BF16 is expected."),
        };
        return new DenseMatrix(outputs, inputs, tensor.Pointer, format);
    }

    /// <summary>A small tensor in single precision.</summary>
    public NativeBuffer Vector(string name, int length)
    {
        var buffer = new NativeBuffer(length * sizeof(float));
        _owned.Add(buffer);
        _tensors.Get(name, length).CopyTo(MemoryMarshal.Cast<byte, float>(buffer.Bytes(0, length * sizeof(float))));
        return buffer;
    }

    private QuantisedMatrix Blockwise(MatrixSpec spec, WeightFormat format)
    {
        KernelSelfTest.Require(format);
        var layout = WeightFile.Layout(spec, format);
        var place = _converted.Pointer + _file.Offset(spec);
        var scales = (float*)(place + WeightFile.ScalesOffset(layout));
        var one = InputScaling.AreOne(new ReadOnlySpan<float>(scales, layout.Blocks * Activations.BlockSize));
        return new QuantisedMatrix(layout, place, one ? null : scales);
    }

    public void Dispose()
    {
        _converted.Dispose();
        foreach (var buffer in _owned)
            buffer.Dispose();
    }
}
