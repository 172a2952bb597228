using System.Security.Cryptography;
using System.Text;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent.Vault;

/// <summary>
/// AES-256-GCM. Sealed bytes are a version, a random nonce, the tag and the cipher text. What they are, and whose, is authenticated with
/// them, so that none can stand in another's place.
/// </summary>
internal static class SealedBytes
{
    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + NonceBytes + TagBytes;

    public static byte[] Seal(byte[] key, string what, ReadOnlySpan<byte> plain)
    {
        var bytes = new byte[HeaderBytes + plain.Length];
        bytes[0] = Version;
        RandomNumberGenerator.Fill(bytes.AsSpan(1, NonceBytes));
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(
            bytes.AsSpan(1, NonceBytes), plain, bytes.AsSpan(HeaderBytes), bytes.AsSpan(1 + NonceBytes, TagBytes), Encoding.UTF8.GetBytes(what));
        return bytes;
    }

    /// <exception cref="SpeechException">Internal: the bytes were changed, or sealed with another key or as something else.</exception>
    public static byte[] Open(byte[] key, string what, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || bytes[0] is not Version)
            throw Unreadable(null);
        var plain = new byte[bytes.Length - HeaderBytes];
        try
        {
            using var cipher = new AesGcm(key, TagBytes);
            cipher.Decrypt(
                bytes.Slice(1, NonceBytes), bytes[HeaderBytes..], bytes.Slice(1 + NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(what));
            return plain;
        }
        catch (CryptographicException error)
        {
            throw Unreadable(error);
        }
    }

    private static SpeechException Unreadable(Exception? cause) => new(
        SpeechErrorKind.Internal,
        $"A sealed record cannot be read: it was changed, or {ConsentOptions.Section}:{nameof(ConsentOptions.MasterKey)} is not that which it was written with.",
        cause ?? new InvalidDataException("A sealed record is damaged."));
}
