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

    /// <summary>An invoker whose every call carries the secret.</summary>
    public CallInvoker Attach(CallInvoker invoker) => invoker.Intercept(metadata =>
    {
        metadata.Add(Key, _secret);
        return metadata;
    });
}
