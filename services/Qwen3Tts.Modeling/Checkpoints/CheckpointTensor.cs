using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>One tensor of a mapped weight file. Reading it reads the file; nothing is held.</summary>
public sealed class CheckpointTensor
{
    private const int ReadLength = 1 << 20;

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

    public long Elements => ByteLength / ElementSize(Type);

    /// <summary>The stored bytes in the mapped file, at any alignment. Valid while the tensor set is open.</summary>
    internal unsafe byte* Pointer => _file.Pointer(_start);

    /// <summary>Where its bytes begin in the file.</summary>
    internal long Start => _start;

    /// <summary>Every element, widened to single precision. Read from the file, not through the mapping: who takes all of it holds a copy.</summary>
    /// <exception cref="SpeechException">The type is none of F32, F16 and BF16, or there are more elements than an array holds.</exception>
    public float[] ToFloats()
    {
        if (Elements > Array.MaxLength)
            throw SpeechException.Invalid($"{File}: tensor '{Name}' has {Elements:N0} elements; at most {Array.MaxLength:N0} can be read at once.");
        var floats = GC.AllocateUninitializedArray<float>((int)Elements);
        for (var done = 0; done < floats.Length; done += ReadLength)
            ReadUnmapped(floats.AsSpan(done, Math.Min(ReadLength, floats.Length - done)), done);
        return floats;
    }

    /// <summary>As many elements as <paramref name="target"/> takes, from <paramref name="first"/> on, widened to single precision.</summary>
    /// <exception cref="SpeechException">The type is none of F32, F16 and BF16, or there are not so many elements.</exception>
    public void CopyTo(Span<float> target, long first = 0)
    {
        if (first < 0 || first > Elements - target.Length)
            throw SpeechException.Invalid($"{File}: tensor '{Name}' has {Elements:N0} elements; {target.Length:N0} from {first:N0} were asked for.");
        var size = ElementSize(Type);
        for (var done = 0; done < target.Length;)
        {
            // A span has less than 2 GiB.
            var count = Math.Min(target.Length - done, 1 << 28);
            Widen(_file.Read(_start + ((first + done) * size), count * size), target.Slice(done, count));
            done += count;
        }
    }

    /// <summary>As <see cref="CopyTo"/>, but read from the file and not through the mapping: what is read once for good takes no memory after.</summary>
    /// <exception cref="SpeechException">The type is none of F32, F16 and BF16, there are not so many elements, or the file cannot be read.</exception>
    internal void ReadUnmapped(Span<float> target, long first)
    {
        if (first < 0 || first > Elements - target.Length)
            throw SpeechException.Invalid($"{File}: tensor '{Name}' has {Elements:N0} elements; {target.Length:N0} from {first:N0} were asked for.");
        var size = ElementSize(Type);
        var bytes = ArrayPool<byte>.Shared.Rent(target.Length * size);
        try
        {
            _file.ReadUnmapped(_start + first * size, bytes.AsSpan(0, target.Length * size));
            Widen(bytes.AsSpan(0, target.Length * size), target);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>One row of a matrix, widened to single precision; reads that row only.</summary>
    /// <param name="row">Less than the matrix has.</param>
    /// <param name="target">As long as a row.</param>
    /// <exception cref="SpeechException">This is no matrix, or it has no such row.</exception>
    public void ReadRow(long row, Span<float> target)
    {
        if (Shape is not [var rows, var columns] || row < 0 || row >= rows || target.Length != columns)
        {
            throw SpeechException.Invalid(
                $"{File}: tensor '{Name}' has shape [{string.Join(", ", Shape)}]; row {row} of {target.Length} elements was asked for.");
        }

        CopyTo(target, row * columns);
    }

    /// <summary>Up to <paramref name="length"/> bytes at one of <paramref name="parts"/> places spread evenly from start to end.</summary>
    internal ReadOnlySpan<byte> Sample(int part, int parts, int length)
    {
        var count = (int)Math.Min(length, ByteLength);
        return _file.Read(_start + (long)((Int128)(ByteLength - count) * part / (parts - 1)), count);
    }

    internal static int ElementSize(TensorType type) => type switch
    {
        TensorType.I64 or TensorType.U64 or TensorType.F64 => 8,
        TensorType.F32 or TensorType.I32 or TensorType.U32 => 4,
        TensorType.F16 or TensorType.BF16 or TensorType.I16 or TensorType.U16 => 2,
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
