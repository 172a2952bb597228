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
        if (format is WeightFormat.Int4 or WeightFormat.Int8)
            return new QuantisedMatrix(WeightFile.Layout(spec, format), _converted.Pointer + _file.Offset(spec));
        var place = format is WeightFormat.BFloat16 ? _converted.Pointer + _file.Offset(spec) : null;
        var parts = new WeightMatrix[spec.Parts.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var (name, outputs) = spec.Parts[i];
            parts[i] = format is WeightFormat.Float32
                ? Stored(name, outputs, spec.Inputs)
                : new DenseMatrix(outputs, spec.Inputs, place, brain: true);
            place += (long)outputs * spec.Inputs * sizeof(ushort);
        }

        return parts.Length == 1 ? parts[0] : new MatrixSet(parts);
    }

    /// <summary>A matrix as the checkpoint has it. Half precision is widened at once: no kernel reads it.</summary>
    public WeightMatrix Stored(string name, int outputs, int inputs)
    {
        var tensor = _tensors.Get(name, outputs, inputs);
        if (tensor.Type is TensorType.F32 or TensorType.BF16)
            return new DenseMatrix(outputs, inputs, tensor.Pointer, tensor.Type is TensorType.BF16);
        var rowBytes = inputs * sizeof(float);
        var widened = new NativeBuffer((long)outputs * rowBytes);
        _owned.Add(widened);
        for (var output = 0; output < outputs; output++)
            tensor.CopyTo(MemoryMarshal.Cast<byte, float>(widened.Bytes((long)output * rowBytes, rowBytes)), (long)output * inputs);
        return new DenseMatrix(outputs, inputs, widened.Pointer, brain: false);
    }

    /// <summary>A small tensor in single precision.</summary>
    public NativeBuffer Vector(string name, int length)
    {
        var buffer = new NativeBuffer(length * sizeof(float));
        _owned.Add(buffer);
        _tensors.Get(name, length).CopyTo(MemoryMarshal.Cast<byte, float>(buffer.Bytes(0, length * sizeof(float))));
        return buffer;
    }

    public void Dispose()
    {
        _converted.Dispose();
        foreach (var buffer in _owned)
            buffer.Dispose();
    }
}
