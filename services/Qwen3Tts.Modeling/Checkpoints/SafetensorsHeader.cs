using System.Buffers.Binary;
using System.Text.Json;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>
/// The header of a safetensors file: an 8-byte little-endian length, then JSON that gives each tensor's type, shape and place
/// (https://github.com/huggingface/safetensors#format).
/// </summary>
internal static class SafetensorsHeader
{
    public const int PrefixLength = 8;

    // The format's own limit.
    private const int MaxLength = 100_000_000;
    private const int MaxDimensions = 8;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>The header's JSON as stored.</summary>
    public static ReadOnlySpan<byte> Text(SafetensorsFile file)
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(file.Read(0, PrefixLength));
        if (length > MaxLength || (long)length > file.Length - PrefixLength)
        {
            throw SpeechException.Invalid(
                $"{file.Path}: the header is said to have {length:N0} bytes; the file has {file.Length - PrefixLength:N0} after the length, "
                + $"and {MaxLength:N0} are allowed.");
        }

        return file.Read(PrefixLength, (int)length);
    }

    public static IReadOnlyList<CheckpointTensor> Parse(SafetensorsFile file)
    {
        var text = Text(file);
        try
        {
            using var json = JsonDocument.Parse(text.ToArray(), Options);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw SpeechException.Invalid($"{file.Path}: the header is a JSON {json.RootElement.ValueKind}; an object is expected.");
            var data = PrefixLength + text.Length;
            return
            [
                .. from entry in json.RootElement.EnumerateObject()
                   where entry.Name != "__metadata__"
                   select Tensor(file, data, entry.Name, entry.Value),
            ];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw SpeechException.Invalid($"{file.Path}: the header is not valid JSON of the safetensors format ({error.Message}).");
        }
    }

    private static CheckpointTensor Tensor(SafetensorsFile file, long data, string name, JsonElement entry)
    {
        var type = Type(file, name, entry);
        var shape = Integers(file, name, entry, "shape", MaxDimensions);
        var offsets = Integers(file, name, entry, "data_offsets", 2);
        var available = file.Length - data;
        if (offsets.Length != 2 || offsets[0] > offsets[1] || offsets[1] > available)
        {
            throw Bad(
                file, name, $"data_offsets [{string.Join(", ", offsets)}] do not lie in the file's {available:N0} bytes of data; is it truncated?");
        }

        var expected = Size(file, name, type, shape);
        if (offsets[1] - offsets[0] != expected)
        {
            throw Bad(
                file, name, $"{type} [{string.Join(", ", shape)}] takes {expected:N0} bytes; data_offsets give {offsets[1] - offsets[0]:N0}");
        }

        return new CheckpointTensor(file, name, type, shape, data + offsets[0], expected);
    }

    private static TensorType Type(SafetensorsFile file, string name, JsonElement entry)
    {
        var stored = entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("dtype", out var value) ? value.ToString() : "";
        return Enum.GetNames<TensorType>().FirstOrDefault(known => known.Equals(stored, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<TensorType>(known)
            : throw Bad(file, name, $"dtype '{stored}' is unknown; known are {string.Join(", ", Enum.GetNames<TensorType>())}");
    }

    private static long[] Integers(SafetensorsFile file, string name, JsonElement entry, string property, int most)
    {
        if (!entry.TryGetProperty(property, out var array) || array.ValueKind != JsonValueKind.Array || array.GetArrayLength() > most)
            throw Bad(file, name, $"{property} is missing or no list of at most {most} numbers");
        var numbers = new long[array.GetArrayLength()];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (array[i].ValueKind != JsonValueKind.Number || !array[i].TryGetInt64(out numbers[i]) || numbers[i] < 0)
                throw Bad(file, name, $"{property} holds '{array[i]}'; numbers from 0 are expected");
        }

        return numbers;
    }

    private static long Size(SafetensorsFile file, string name, TensorType type, long[] shape)
    {
        try
        {
            return shape.Aggregate((long)CheckpointTensor.ElementSize(type), (product, size) => checked(product * size));
        }
        catch (OverflowException)
        {
            throw Bad(file, name, $"shape [{string.Join(", ", shape)}] is too large");
        }
    }

    private static SpeechException Bad(SafetensorsFile file, string name, string what) =>
        SpeechException.Invalid($"{file.Path}: tensor '{name}': {what}.");
}
