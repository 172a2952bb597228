using System.Net;
using Grpc.Core;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>Tells whom a call is served for, by its metadata and connection.</summary>
internal sealed class Callers(ITenantResolver tenants)
{
    private const string Scheme = "Bearer ";

    /// <exception cref="SpeechException">Unauthenticated.</exception>
    public Tenant TenantOf(ServerCallContext context) => tenants.Resolve(new CallerCredentials(
        KeyOf(context.RequestHeaders), IsLoopback(context.GetHttpContext().Connection.RemoteIpAddress)));

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
