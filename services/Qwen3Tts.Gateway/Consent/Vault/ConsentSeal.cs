using System.Security.Cryptography;

namespace Qwen3Tts.Gateway.Consent.Vault;

/// <summary>A consent's key in use. Forgets it when disposed.</summary>
internal sealed class ConsentSeal(byte[] key, string name) : IDisposable
{
    /// <param name="part">What it is, such as <c>recording</c>.</param>
    public byte[] Seal(string part, ReadOnlySpan<byte> plain) => SealedBytes.Seal(key, $"{name}/{part}", plain);

    public byte[] Open(string part, ReadOnlySpan<byte> bytes) => SealedBytes.Open(key, $"{name}/{part}", bytes);

    /// <summary>A digest (HMAC-SHA-256) that nobody can compare with anything once the key is gone; lower-case hexadecimal digits.</summary>
    public string Digest(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digestKey = stackalloc byte[MasterKey.Bytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, digestKey, salt: [], info: "digest"u8);
        return Convert.ToHexStringLower(HMACSHA256.HashData(digestKey, bytes));
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(key);
}
