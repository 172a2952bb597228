using System.Text.Json;
using System.Text.Json.Serialization;

namespace Qwen3Tts.Gateway.Blocking.Stores;

/// <summary>Entries of the list as bytes, those of their vectors apart.</summary>
internal static partial class BlockedVoiceRecords
{
    public static byte[] Write(BlockedVoice entry) => JsonSerializer.SerializeToUtf8Bytes(
        entry with { Vectors = new Dictionary<string, byte[]>() }, BlockedJson.Default.BlockedVoice);

    /// <exception cref="InvalidDataException">These are not the bytes of an entry.</exception>
    public static BlockedVoice Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, BlockedJson.Default.BlockedVoice) ?? throw new InvalidDataException("A blocked voice's record is null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException("A blocked voice's record is damaged.", error);
        }
    }

    [JsonSerializable(typeof(BlockedVoice))]
    private sealed partial class BlockedJson : JsonSerializerContext;
}
