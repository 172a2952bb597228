using System.Security.Cryptography;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>HMAC-SHA-256 of a clip's bytes, in hexadecimal digits.</summary>
internal static class ClipDigest
{
    public const int KeyBytes = 32;

    public static string Of(ReadOnlySpan<byte> key, ReadOnlySpan<byte> clip) => Convert.ToHexStringLower(HMACSHA256.HashData(key, clip));
}
