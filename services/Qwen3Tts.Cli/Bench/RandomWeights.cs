using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Cli.Bench;

/// <summary>Writes a safetensors file of random weights, piece by piece.</summary>
/// <param name="type">F32 or BF16.</param>
/// <param name="hasMetadata">Writes <c>{"format":"pt"}</c>, as some of the official files have.</param>
/// <param name="silentRow">A tensor of which one row is zero.</param>
internal sealed class RandomWeights(TensorPlan plan, TensorType type, bool hasMetadata, ulong seed, (string Name, long Row)? silentRow = null)
{
    private const int PieceLength = 1 << 20;

    private int ElementSize => type == TensorType.BF16 ? 2 : 4;

    /// <summary>The header with its length before it, padded with spaces to a multiple of 8 bytes as the format's own writer does.</summary>
    public byte[] Header()
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (hasMetadata)
            {
                writer.WriteStartObject("__metadata__");
                writer.WriteString("format", "pt");
                writer.WriteEndObject();
            }

            var end = 0L;
            foreach (var (name, shape) in plan)
            {
                writer.WriteStartObject(name);
                writer.WriteString("dtype", type.ToString());
                WriteNumbers(writer, "shape", shape);
                WriteNumbers(writer, "data_offsets", [end, end += Elements(shape) * ElementSize]);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        var text = Encoding.UTF8.GetString(json.ToArray());
        text = text.PadRight((text.Length + 7) / 8 * 8);
        return [.. BitConverter.GetBytes((long)text.Length), .. Encoding.UTF8.GetBytes(text)];
    }

    public long FileLength() => Header().Length + plan.Values.Sum(shape => Elements(shape) * ElementSize);

    /// <param name="written">Told the bytes of each piece.</param>
    public void Write(string path, Action<long> written, CancellationToken cancellation)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var header = Header();
        stream.Write(header);
        written(header.Length);
        var values = new float[PieceLength];
        var halves = new ushort[PieceLength];
        foreach (var (name, shape) in plan)
        {
            for (long index = 0, count = Elements(shape); index < count; index += PieceLength)
            {
                cancellation.ThrowIfCancellationRequested();
                var piece = values.AsSpan(0, (int)Math.Min(PieceLength, count - index));
                Fill(piece, name, shape, index);
                var bytes = type == TensorType.BF16 ? Narrow(piece, halves) : MemoryMarshal.AsBytes(piece);
                stream.Write(bytes);
                written(bytes.Length);
            }
        }
    }

    private static long Elements(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);

    private static void WriteNumbers(Utf8JsonWriter writer, string name, long[] numbers)
    {
        writer.WriteStartArray(name);
        foreach (var number in numbers)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }

    private void Fill(Span<float> piece, string name, long[] shape, long index)
    {
        var recipe = WeightRecipe.For(name, shape);
        if (recipe.Deviation == 0)
            piece.Fill(recipe.Constant);
        else
            new CounterNoise(seed, name).Fill(piece, index, recipe.Deviation);
        if (silentRow is { } silent && silent.Name == name)
        {
            var begin = Math.Clamp((silent.Row * shape[1]) - index, 0, piece.Length);
            var end = Math.Clamp(((silent.Row + 1) * shape[1]) - index, 0, piece.Length);
            piece[(int)begin..(int)end].Clear();
        }
    }

    // To the nearest bfloat16, ties to even; the values are finite.
    private static ReadOnlySpan<byte> Narrow(ReadOnlySpan<float> values, ushort[] halves)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(values[i]);
            halves[i] = (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }

        return MemoryMarshal.AsBytes(halves.AsSpan(0, values.Length));
    }
}
