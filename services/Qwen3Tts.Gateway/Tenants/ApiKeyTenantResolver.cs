using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Qwen3Tts.ServiceDefaults.Settings;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Tenants;

/// <summary>Looks the caller's key up by its hash.</summary>
internal sealed class ApiKeyTenantResolver(LiveOptions<TenantOptions> options) : ITenantResolver
{
    private Known _known = new(options.Value);

    public Caller Resolve(CallerCredentials caller)
    {
        var known = _known;
        if (known.Options != options.Value)
            _known = known = new Known(options.Value);
        if (caller.ApiKey is { } key)
        {
            // Looking up a hash tells by its time nothing that helps to guess a key.
            return known.Callers.GetValueOrDefault(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))))
                ?? throw new SpeechException(SpeechErrorKind.Unauthenticated, "The API key is not known.");
        }

        return known.Options.AllowLoopback && caller.IsLoopback
            ? known.Local
            : throw new SpeechException(
                SpeechErrorKind.Unauthenticated,
                "The call carries no API key: send metadata 'authorization: Bearer KEY' or 'x-api-key: KEY'.");
    }

    /// <summary>Who is known by some options.</summary>
    private sealed class Known(TenantOptions options)
    {
        public TenantOptions Options => options;

        public Caller Local { get; } = new(Tenant.Local, "", options.LoopbackAttests, options.LoopbackOperates);

        public FrozenDictionary<string, Caller> Callers { get; } = options.ApiKeys.ToFrozenDictionary(
            key => key.Sha256,
            key => new Caller(new Tenant(key.Tenant), key.Sha256.ToUpperInvariant(), key.Attested, key.Operator),
            StringComparer.OrdinalIgnoreCase);
    }
}
