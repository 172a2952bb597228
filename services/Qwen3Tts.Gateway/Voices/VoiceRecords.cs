using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>
/// Voices and embeddings as bytes. A voice: its version, then JSON. An embedding: a version, the lengths of x-vector and codes, groups,
/// the length of the report, the clip's seconds, then the values, little-endian, and the report as JSON.
/// </summary>
internal static partial class VoiceRecords
{
    private const byte VoiceVersion = 1;
    private const int EmbeddingVersion = 2;
    private const int HeaderBytes = (5 * sizeof(int)) + sizeof(double);

    /// <summary>How an embedding of this version begins.</summary>
    public static ReadOnlyMemory<byte> EmbeddingPrefix { get; } = new byte[] { EmbeddingVersion, 0, 0, 0 };

    public static byte[] Write(RegisteredVoice voice) => [VoiceVersion, .. JsonSerializer.SerializeToUtf8Bytes(voice, Json.Default.RegisteredVoice)];

    /// <exception cref="InvalidDataException">These are not the bytes of a voice, or those of another version.</exception>
    public static RegisteredVoice ReadVoice(ReadOnlySpan<byte> bytes)
    {
        if (bytes is not [VoiceVersion, ..])
            throw new InvalidDataException($"A voice's record has version {(bytes is [var version, ..] ? version : 0)}; this replica reads {VoiceVersion}.");
        try
        {
            return JsonSerializer.Deserialize(bytes[1..], Json.Default.RegisteredVoice) ?? throw new InvalidDataException("A voice's record is null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException("A voice's record is damaged.", error);
        }
    }

    public static byte[] Write(VoiceEmbedding embedding) => Write(new ClipEmbedding(embedding, 0));

    public static byte[] Write(ClipEmbedding made)
    {
        var embedding = made.Embedding;
        var codes = embedding.ReferenceCodes;
        var report = made.Report is null ? [] : JsonSerializer.SerializeToUtf8Bytes(made.Report, Json.Default.PreparationReport);
        var bytes = new byte[HeaderBytes + (embedding.XVector.Length * sizeof(float)) + ((codes?.Codes.Length ?? 0) * sizeof(int)) + report.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, EmbeddingVersion);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), embedding.XVector.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), codes?.Codes.Length ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), codes?.Groups ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), report.Length);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(20), made.ClipSeconds);
        var values = bytes.AsSpan(HeaderBytes);
        foreach (var value in embedding.XVector)
            BinaryPrimitives.WriteSingleLittleEndian(Take(ref values), value);
        foreach (var code in codes is null ? [] : codes.Codes)
            BinaryPrimitives.WriteInt32LittleEndian(Take(ref values), code);
        report.CopyTo(values);
        return bytes;
    }

    /// <returns>Null when the bytes are not those of an embedding of this version.</returns>
    public static VoiceEmbedding? ReadEmbedding(ReadOnlySpan<byte> bytes) => ReadClipEmbedding(bytes)?.Embedding;

    /// <returns>Null when the bytes are not those of an embedding of this version.</returns>
    public static ClipEmbedding? ReadClipEmbedding(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadInt32LittleEndian(bytes) is not EmbeddingVersion)
            return null;
        var width = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        var codes = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        var groups = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        var report = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
        var fits = width >= 0 && codes >= 0 && report >= 0
            && (((long)width + codes) * sizeof(int)) + report == bytes.Length - HeaderBytes
            && (groups is 0 ? codes is 0 : groups > 0 && codes % groups is 0);
        if (!fits)
            return null;

        var values = MemoryMarshal.Cast<byte, int>(bytes[HeaderBytes..^report]);
        var xVector = new float[width];
        for (var i = 0; i < width; i++)
            xVector[i] = BitConverter.Int32BitsToSingle(FromLittleEndian(values[i]));
        var ids = new int[codes];
        for (var i = 0; i < codes; i++)
            ids[i] = FromLittleEndian(values[width + i]);
        var embedding = new VoiceEmbedding(xVector, groups is 0 ? null : new CodeFrames(groups, ids));
        try
        {
            return new ClipEmbedding(
                embedding,
                BinaryPrimitives.ReadDoubleLittleEndian(bytes[20..]),
                report is 0 ? null : JsonSerializer.Deserialize(bytes[^report..], Json.Default.PreparationReport));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int FromLittleEndian(int value) => BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);

    private static Span<byte> Take(ref Span<byte> values)
    {
        var taken = values[..sizeof(int)];
        values = values[sizeof(int)..];
        return taken;
    }

    [JsonSerializable(typeof(RegisteredVoice))]
    [JsonSerializable(typeof(PreparationReport))]
    private sealed partial class Json : JsonSerializerContext;
}
