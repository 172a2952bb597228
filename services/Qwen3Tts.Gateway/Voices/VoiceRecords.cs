using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Voices and embeddings as bytes. Embeddings: a version, the lengths of x-vector and codes, groups, then the values, little-endian.</summary>
internal static partial class VoiceRecords
{
    private const int EmbeddingVersion = 1;
    private const int HeaderBytes = 4 * sizeof(int);

    public static byte[] Write(RegisteredVoice voice) => JsonSerializer.SerializeToUtf8Bytes(voice, Json.Default.RegisteredVoice);

    /// <exception cref="InvalidDataException">These are not the bytes of a voice.</exception>
    public static RegisteredVoice ReadVoice(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, Json.Default.RegisteredVoice) ?? throw new InvalidDataException("A voice's record is null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException("A voice's record is damaged.", error);
        }
    }

    public static byte[] Write(VoiceEmbedding embedding)
    {
        var codes = embedding.ReferenceCodes;
        var bytes = new byte[HeaderBytes + (embedding.XVector.Length * sizeof(float)) + ((codes?.Codes.Length ?? 0) * sizeof(int))];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, EmbeddingVersion);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), embedding.XVector.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), codes?.Codes.Length ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), codes?.Groups ?? 0);
        var values = bytes.AsSpan(HeaderBytes);
        foreach (var value in embedding.XVector)
            BinaryPrimitives.WriteSingleLittleEndian(Take(ref values), value);
        foreach (var code in codes is null ? [] : codes.Codes)
            BinaryPrimitives.WriteInt32LittleEndian(Take(ref values), code);
        return bytes;
    }

    /// <returns>Null when the bytes are not those of an embedding of this version.</returns>
    public static VoiceEmbedding? ReadEmbedding(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || bytes.Length % sizeof(int) is not 0 || BinaryPrimitives.ReadInt32LittleEndian(bytes) is not EmbeddingVersion)
            return null;
        var width = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        var codes = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        var groups = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        var fits = width >= 0 && codes >= 0 && (long)width + codes == (bytes.Length - HeaderBytes) / sizeof(int)
            && (groups is 0 ? codes is 0 : groups > 0 && codes % groups is 0);
        if (!fits)
            return null;

        var values = MemoryMarshal.Cast<byte, int>(bytes[HeaderBytes..]);
        var xVector = new float[width];
        for (var i = 0; i < width; i++)
            xVector[i] = BitConverter.Int32BitsToSingle(FromLittleEndian(values[i]));
        var ids = new int[codes];
        for (var i = 0; i < codes; i++)
            ids[i] = FromLittleEndian(values[width + i]);
        return new VoiceEmbedding(xVector, groups is 0 ? null : new CodeFrames(groups, ids));
    }

    private static int FromLittleEndian(int value) => BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);

    private static Span<byte> Take(ref Span<byte> values)
    {
        var taken = values[..sizeof(int)];
        values = values[sizeof(int)..];
        return taken;
    }

    [JsonSerializable(typeof(RegisteredVoice))]
    private sealed partial class Json : JsonSerializerContext;
}
