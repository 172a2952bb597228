using System.Net;
using Grpc.Core;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>Tells whom a call is served for, by its metadata and connection.</summary>
internal sealed class Callers(ITenantResolver tenants)
{
    private const string Scheme = "Bearer ";

    /// <exception cref="SpeechException">Unauthenticated.</exception>
    public Tenant TenantOf(ServerCallContext context) => CallerOf(context).Tenant;

    /// <exception cref="SpeechException">Unauthenticated.</exception>
    public Caller CallerOf(ServerCallContext context) => tenants.Resolve(new CallerCredentials(
        KeyOf(context.RequestHeaders), IsLoopback(context.GetHttpContext().Connection.RemoteIpAddress)));

    /// <exception cref="SpeechException">Unauthenticated. Denied: the caller is no operator.</exception>
    public Caller OperatorOf(ServerCallContext context) => CallerOf(context) is { Operates: true } caller
        ? caller
        : throw new SpeechException(
            SpeechErrorKind.Denied,
            $"Only an operator may do this: mark the key with {TenantOptions.Section}:{nameof(TenantOptions.ApiKeys)}:N:{nameof(ApiKeyHash.Operator)}, "
            + $"or calls from this machine with {TenantOptions.Section}:{nameof(TenantOptions.LoopbackOperates)}.");

    /// <summary>What the caller brings for cloning a voice. Where the message has no field for it, or an empty one, the metadata tells.</summary>
    /// <exception cref="SpeechException">Unauthenticated.</exception>
    public CloneClaim ClaimOf(ServerCallContext context, string consentId = "", string acceptedTerms = "") => new(
        CallerOf(context),
        consentId is "" ? context.RequestHeaders.GetValue(CloneClaim.ConsentMetadata) ?? "" : consentId,
        acceptedTerms is "" ? context.RequestHeaders.GetValue(CloneClaim.TermsMetadata) ?? "" : acceptedTerms);

    private static string? KeyOf(Metadata metadata)
    {
        if (metadata.GetValue("authorization") is not { } authorization)
            return metadata.GetValue("x-api-key");
        return authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? authorization[Scheme.Length..].Trim()
            : throw new SpeechException(SpeechErrorKind.Unauthenticated, "Metadata 'authorization' must be 'Bearer KEY'.");
    }

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
