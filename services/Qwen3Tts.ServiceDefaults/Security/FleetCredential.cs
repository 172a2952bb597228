using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Options;

namespace Qwen3Tts.ServiceDefaults.Security;

/// <summary>The secret that calls between the fleet's services carry.</summary>
public sealed class FleetCredential(IOptions<FleetOptions> options)
{
    /// <summary>The metadata key that carries it.</summary>
    public const string Key = "x-fleet-credential";

    private readonly string _secret = options.Value.Credential;
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes(options.Value.Credential);

    /// <summary>Whether <paramref name="given"/> is the secret, in a time that tells nothing about it.</summary>
    public bool Matches(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _bytes);

    /// <summary>A key for another purpose that the fleet's services share (HKDF, RFC 5869): it tells nothing of the secret or of other keys.</summary>
    public byte[] Derive(string purpose, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, length, info: Encoding.UTF8.GetBytes($"qwen3tts/{purpose}"));

    /// <summary>An invoker whose every call carries the secret.</summary>
    public CallInvoker Attach(CallInvoker invoker) => invoker.Intercept(metadata =>
    {
        metadata.Add(Key, _secret);
        return metadata;
    });
}
