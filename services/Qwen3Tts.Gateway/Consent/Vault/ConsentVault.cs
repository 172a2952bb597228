using System.Security.Cryptography;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent.Vault;

/// <summary>Keys of consents: each has one of its own, wrapped by the operator's. Without the wrapped key its parts are noise.</summary>
internal sealed class ConsentVault(MasterKey master)
{
    private readonly byte[] _wrapping = master.Derive("consent-keys");

    /// <returns>A new key, wrapped.</returns>
    public byte[] NewKey(Tenant tenant, string id)
    {
        var key = RandomNumberGenerator.GetBytes(MasterKey.Bytes);
        try
        {
            return SealedBytes.Seal(_wrapping, Name(tenant, id), key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <exception cref="SpeechException">Internal: the key is another consent's, was changed, or was wrapped by another of the operator's.</exception>
    public ConsentSeal Open(Tenant tenant, string id, byte[] wrapped) =>
        new(SealedBytes.Open(_wrapping, Name(tenant, id), wrapped), Name(tenant, id));

    private static string Name(Tenant tenant, string id) => $"{tenant.Name}/{id}";
}
