using System.Buffers.Binary;
using System.Text.Json;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>
/// The header of a safetensors file: an 8-byte little-endian length, then JSON that gives each tensor's type, shape and place, then the
/// tensors' bytes without a gap (https://github.com/huggingface/safetensors#format). It is read where it is mapped, so that a large
/// header costs no copy.
/// </summary>
internal static class SafetensorsHeader
{
    public const int PrefixLength = 8;

    // The format's own limit.
    private const int MaxLength = 100_000_000;
    private const int MaxDimensions = 8;
    private const string Metadata = "__metadata__";

    private static readonly Dictionary<string, TensorType> Types =
        Enum.GetValues<TensorType>().ToDictionary(type => type.ToString().ToUpperInvariant());

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
        var data = PrefixLength + text.Length;
        List<CheckpointTensor> tensors;
        try
        {
            tensors = Entries(file, text, data);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new SpeechException(
                SpeechErrorKind.Invalid, $"{file.Path}: the header is not valid JSON of the safetensors format ({error.Message}).", error);
        }

        CheckLayout(file, tensors, data);
        return tensors;
    }

    private static List<CheckpointTensor> Entries(SafetensorsFile file, ReadOnlySpan<byte> text, long data)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 8 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw SpeechException.Invalid($"{file.Path}: the header begins with {reader.TokenType}; an object is expected.");
        var tensors = new List<CheckpointTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Add(name))
                throw Bad(file, name, "is listed twice; once is expected");
            reader.Read();
            if (name == Metadata)
                reader.Skip();
            else
                tensors.Add(Tensor(file, data, name, ref reader));
        }

        // Anything after the object but spaces is an error that this finds.
        reader.Read();
        return tensors;
    }

    private static CheckpointTensor Tensor(SafetensorsFile file, long data, string name, ref Utf8JsonReader reader)
    {
        string? stored = null;
        long[]? shape = null, offsets = null;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Bad(file, name, $"is described by {reader.TokenType}; an object with dtype, shape and data_offsets is expected");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = reader.GetString()!;
            reader.Read();
            switch (property)
            {
                case "dtype" when reader.TokenType == JsonTokenType.String:
                    stored = reader.GetString();
                    break;
                case "shape":
                    shape = Integers(file, name, property, ref reader, MaxDimensions);
                    break;
                case "data_offsets":
                    offsets = Integers(file, name, property, ref reader, 2);
                    break;
                default:
                    throw Bad(file, name, $"has '{property}' of {reader.TokenType}; a text dtype, a shape and data_offsets are expected");
            }
        }

        if (stored is null || shape is null || offsets is not [var begin, var end])
            throw Bad(file, name, "lacks a dtype, a shape or two data_offsets");
        if (!Types.TryGetValue(stored, out var type))
            throw Bad(file, name, $"dtype '{stored}' is unknown; known are {string.Join(", ", Types.Keys)}");
        return Place(file, data, name, type, shape, begin, end);
    }

    private static long[] Integers(SafetensorsFile file, string name, string property, ref Utf8JsonReader reader, int most)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Bad(file, name, $"{property} is {reader.TokenType}; a list of at most {most} numbers is expected");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0 || numbers.Count == most)
                throw Bad(file, name, $"{property} is no list of at most {most} whole numbers from 0");
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static CheckpointTensor Place(
        SafetensorsFile file, long data, string name, TensorType type, long[] shape, long begin, long end)
    {
        var available = file.Length - data;
        if (begin > end || end > available)
        {
            throw Bad(
                file, name, $"data_offsets [{begin}, {end}] do not lie in the file's {available:N0} bytes of data; is it truncated?");
        }

        var expected = Size(file, name, type, shape);
        if (end - begin != expected)
            throw Bad(file, name, $"{type} [{string.Join(", ", shape)}] takes {expected:N0} bytes; data_offsets give {end - begin:N0}");
        return new CheckpointTensor(file, name, type, shape, data + begin, expected);
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

    private static void CheckLayout(SafetensorsFile file, List<CheckpointTensor> tensors, long data)
    {
        var end = data;
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Start).ThenBy(tensor => tensor.ByteLength))
        {
            if (tensor.Start != end)
            {
                throw Bad(
                    file, tensor.Name, $"begins at byte {tensor.Start - data:N0} of the data; {end - data:N0} is expected, where the one before it ends");
            }

            end += tensor.ByteLength;
        }

        if (end != file.Length)
            throw SpeechException.Invalid($"{file.Path}: has {file.Length:N0} bytes; {end:N0} are expected, where its last tensor ends.");
    }

    private static SpeechException Bad(SafetensorsFile file, string name, string what) =>
        SpeechException.Invalid($"{file.Path}: tensor '{name}': {what}.");
}
