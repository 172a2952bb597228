using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Tenants;

/// <summary>Looks the caller's key up by its hash.</summary>
internal sealed class ApiKeyTenantResolver(IOptions<TenantOptions> options) : ITenantResolver
{
    private readonly bool _allowLoopback = options.Value.AllowLoopback;

    private readonly Caller _local = new(Tenant.Local, "", options.Value.LoopbackAttests, options.Value.LoopbackOperates);

    private readonly FrozenDictionary<string, Caller> _callers = options.Value.ApiKeys.ToFrozenDictionary(
        key => key.Sha256,
        key => new Caller(new Tenant(key.Tenant), key.Sha256.ToUpperInvariant(), key.Attested, key.Operator),
        StringComparer.OrdinalIgnoreCase);

    public Caller Resolve(CallerCredentials caller)
    {
        if (caller.ApiKey is { } key)
        {
            // Looking up a hash tells by its time nothing that helps to guess a key.
            return _callers.GetValueOrDefault(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))))
                ?? throw new SpeechException(SpeechErrorKind.Unauthenticated, "The API key is not known.");
        }

        return _allowLoopback && caller.IsLoopback
            ? _local
            : throw new SpeechException(
                SpeechErrorKind.Unauthenticated,
                "The call carries no API key: send metadata 'authorization: Bearer KEY' or 'x-api-key: KEY'.");
    }
}
