using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>
/// The layout of a network's converted weights in one file: each matrix that is not taken from the checkpoint as it is, one after another.
/// </summary>
internal sealed class WeightFile
{
    private const int Alignment = 64;

    private readonly List<Entry> _entries = [];

    public WeightFile(IEnumerable<MatrixSpec> matrices, NetworkPart part, PrecisionPlan plan)
    {
        foreach (var matrix in matrices)
        {
            var format = plan.Of(part, matrix.Kind);
            if (format is WeightFormat.Float32)
                continue;
            _entries.Add(new Entry(matrix, format, Length));
            Length = (Length + ByteLengthOf(matrix, format) + Alignment - 1) / Alignment * Alignment;
        }
    }

    public long Length { get; private set; }

    /// <summary>Where a matrix begins.</summary>
    public long Offset(MatrixSpec matrix) => _entries.Single(entry => entry.Matrix.Name == matrix.Name).Offset;

    /// <summary>Converts every matrix. Holds one tile at a time; the checkpoint is read, not mapped.</summary>
    /// <param name="report">Told how many bytes of <see cref="Length"/> are written.</param>
    public void Write(TensorSet tensors, Stream stream, Action<long> report)
    {
        foreach (var entry in _entries)
        {
            Pad(stream, entry.Offset);
            if (entry.Format.IsBlockwise())
                WriteTiles(Layout(entry.Matrix, entry.Format), entry.Matrix, tensors, stream);
            else
                WriteRounded(entry, tensors, stream);
            report(stream.Position);
        }

        Pad(stream, Length);
    }

    public static TileLayout Layout(MatrixSpec matrix, WeightFormat format) =>
        new(format, matrix.Parts.Sum(part => WeightMatrix.Padded(part.Outputs)), matrix.Inputs);

    /// <summary>What a matrix takes in a format other than the checkpoint's own.</summary>
    public static long ByteLengthOf(MatrixSpec matrix, WeightFormat format) => format.IsBlockwise()
        ? Layout(matrix, format).ByteLength + ScaleBytes(Layout(matrix, format))
        : matrix.Parts.Sum(part => (long)part.Outputs * matrix.Inputs * sizeof(ushort));

    /// <summary>From a block-wise matrix's begin to the scales of its inputs.</summary>
    public static long ScalesOffset(TileLayout layout) => layout.ByteLength;

    /// <summary>A scale for each input of whole blocks.</summary>
    public static int ScaleBytes(TileLayout layout) => layout.Blocks * Activations.BlockSize * sizeof(float);

    private static void WriteTiles(TileLayout layout, MatrixSpec matrix, TensorSet tensors, Stream stream)
    {
        var tile = new byte[layout.TileBytes];
        var rows = new float[WeightMatrix.TileOutputs * layout.Inputs];
        var scales = InputScaling.Of(matrix, tensors);
        foreach (var (name, outputs) in matrix.Parts)
        {
            var tensor = tensors.Get(name, outputs, layout.Inputs);
            for (var first = 0; first < outputs; first += WeightMatrix.TileOutputs)
            {
                var count = Math.Min(WeightMatrix.TileOutputs, outputs - first) * layout.Inputs;
                tensor.ReadUnmapped(rows.AsSpan(0, count), (long)first * layout.Inputs);
                rows.AsSpan(count).Clear();
                for (var row = 0; row < count; row += layout.Inputs)
                    TensorPrimitives.Divide(rows.AsSpan(row, layout.Inputs), scales.AsSpan(0, layout.Inputs), rows.AsSpan(row, layout.Inputs));
                BlockQuantiser.WriteTile(layout, rows, tile);
                stream.Write(tile);
            }
        }

        stream.Write(MemoryMarshal.AsBytes(scales.AsSpan()));
    }

    private static void WriteRounded(Entry entry, TensorSet tensors, Stream stream)
    {
        var matrix = entry.Matrix;
        var row = new float[matrix.Inputs];
        var rounded = new ushort[matrix.Inputs];
        foreach (var (name, outputs) in matrix.Parts)
        {
            var tensor = tensors.Get(name, outputs, matrix.Inputs);
            for (var output = 0; output < outputs; output++)
            {
                tensor.ReadUnmapped(row, (long)output * matrix.Inputs);
                for (var i = 0; i < row.Length; i++)
                    rounded[i] = entry.Format is WeightFormat.BFloat16 ? BrainFloat.Round(row[i]) : RoundToHalf(row[i], name);
                stream.Write(MemoryMarshal.AsBytes(rounded.AsSpan()));
            }
        }
    }

    private static ushort RoundToHalf(float value, string tensor) => (Half)value is var half && Half.IsFinite(half)
        ? BitConverter.HalfToUInt16Bits(half)
        : throw SpeechException.Invalid($"Tensor '{tensor}' holds {value}; fp16 reaches to {Half.MaxValue}. Choose bf16 for it.");

    private static void Pad(Stream stream, long position)
    {
        Span<byte> zeros = stackalloc byte[Alignment];
        zeros.Clear();
        stream.Write(zeros[..(int)(position - stream.Position)]);
    }

    private sealed record Entry(MatrixSpec Matrix, WeightFormat Format, long Offset);
}
