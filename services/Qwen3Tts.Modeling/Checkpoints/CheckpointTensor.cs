using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>One tensor of a mapped weight file. Reading it reads the file; nothing is held.</summary>
public sealed class CheckpointTensor
{
    private readonly SafetensorsFile _file;
    private readonly long _start;

    internal CheckpointTensor(SafetensorsFile file, string name, TensorType type, long[] shape, long start, long byteLength)
    {
        _file = file;
        _start = start;
        Name = name;
        Type = type;
        Shape = shape;
        ByteLength = byteLength;
    }

    public string Name { get; }

    public TensorType Type { get; }

    /// <summary>Row-major.</summary>
    public IReadOnlyList<long> Shape { get; }

    public long ByteLength { get; }

    /// <summary>Path of the file that holds it.</summary>
    public string File => _file.Path;

    /// <summary>The stored bytes, little-endian. Valid while the tensor set is open.</summary>
    /// <exception cref="SpeechException">There are 2 GiB or more.</exception>
    public ReadOnlySpan<byte> Bytes => ByteLength <= int.MaxValue
        ? _file.Read(_start, (int)ByteLength)
        : throw SpeechException.Invalid($"{File}: tensor '{Name}' has {ByteLength:N0} bytes; at most {int.MaxValue:N0} can be read at once.");

    /// <summary>Every element, widened to single precision.</summary>
    /// <exception cref="SpeechException">The type is none of F32, F16 and BF16, or there are 2 GiB or more.</exception>
    public float[] ToFloats()
    {
        var floats = new float[Bytes.Length / ElementSize(Type)];
        Widen(Bytes, floats);
        return floats;
    }

    /// <summary>One row of a matrix, widened to single precision; reads that row only.</summary>
    /// <param name="row">Less than the matrix has.</param>
    /// <param name="target">As long as a row.</param>
    public void ReadRow(long row, Span<float> target)
    {
        var length = target.Length * ElementSize(Type);
        if (row < 0 || (row + 1) * length > ByteLength)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"Tensor {Name} has {ByteLength / length} rows.");
        Widen(_file.Read(_start + row * length, length), target);
    }

    internal static int ElementSize(TensorType type) => type switch
    {
        TensorType.I64 or TensorType.F64 => 8,
        TensorType.F32 or TensorType.I32 => 4,
        TensorType.F16 or TensorType.BF16 or TensorType.I16 => 2,
        _ => 1,
    };

    private void Widen(ReadOnlySpan<byte> bytes, Span<float> target)
    {
        switch (Type)
        {
            case TensorType.F32:
                bytes.CopyTo(MemoryMarshal.AsBytes(target));
                break;
            case TensorType.F16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), target);
                break;
            case TensorType.BF16:
                WidenBrainFloat(MemoryMarshal.Cast<byte, ushort>(bytes), target);
                break;
            default:
                throw SpeechException.Invalid($"{File}: tensor '{Name}' is {Type}; F32, F16 or BF16 is expected.");
        }
    }

    /// <summary>A bfloat16 is the upper half of a float.</summary>
    private static void WidenBrainFloat(ReadOnlySpan<ushort> halves, Span<float> target)
    {
        var words = MemoryMarshal.Cast<float, uint>(target);
        TensorPrimitives.ConvertTruncating(halves, words);
        TensorPrimitives.ShiftLeft(words, 16, words);
    }
}
