using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Qwen3Tts.Gateway.Consent.Vault;

/// <summary>The operator's key, from which all others come (HKDF, RFC 5869): each purpose has its own, and none tells of another.</summary>
internal sealed class MasterKey
{
    public const int Bytes = 32;

    private readonly byte[] _key;

    public MasterKey(IOptions<ConsentOptions> options)
    {
        IsLasting = options.Value.MasterKey is not "";
        _key = IsLasting ? Convert.FromHexString(options.Value.MasterKey) : RandomNumberGenerator.GetBytes(Bytes);
    }

    /// <summary>False for a key that ends with the process.</summary>
    public bool IsLasting { get; }

    public byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, Bytes, info: Encoding.UTF8.GetBytes($"qwen3tts/{purpose}"));
}
