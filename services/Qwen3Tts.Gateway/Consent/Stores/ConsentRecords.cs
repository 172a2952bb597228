using System.Text.Json;
using System.Text.Json.Serialization;

namespace Qwen3Tts.Gateway.Consent.Stores;

/// <summary>Consents as bytes.</summary>
internal static partial class ConsentRecords
{
    public static byte[] Write(VoiceConsent consent) => JsonSerializer.SerializeToUtf8Bytes(consent, ConsentJson.Default.VoiceConsent);

    /// <exception cref="InvalidDataException">These are not the bytes of a consent.</exception>
    public static VoiceConsent ReadConsent(ReadOnlySpan<byte> bytes) => Read(bytes, ConsentJson.Default.VoiceConsent);

    public static byte[] Write(PersonalParts parts) => JsonSerializer.SerializeToUtf8Bytes(parts, ConsentJson.Default.PersonalParts);

    /// <exception cref="InvalidDataException">These are not the bytes of personal parts.</exception>
    public static PersonalParts ReadPersonal(ReadOnlySpan<byte> bytes) => Read(bytes, ConsentJson.Default.PersonalParts);

    private static T Read<T>(ReadOnlySpan<byte> bytes, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw new InvalidDataException("A consent's record is null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException("A consent's record is damaged.", error);
        }
    }

    [JsonSerializable(typeof(VoiceConsent))]
    [JsonSerializable(typeof(PersonalParts))]
    // A byte array that is written as null is read as an empty one: a key that was erased must stay none.
    [JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    private sealed partial class ConsentJson : JsonSerializerContext;
}
