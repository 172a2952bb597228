using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Qwen3Tts.ServiceDefaults.Hosting;

/// <summary>Adds the HTTP/1 addresses to those that the host was told, whichever way it was told them.</summary>
internal sealed class Http1Listeners(IServer server, IOptions<ListenerOptions> options) : IStartupFilter
{
    // Kestrel's own default, which an added address would replace.
    private const string DefaultUrl = "http://localhost:5000";

    private static readonly object RestKey = new();

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next)
    {
        string[] urls = [.. new[] { options.Value.MetricsUrl, options.Value.RestUrl }.Where(url => url is not "").Distinct()];
        if (urls.Length > 0 && server.Features.Get<IServerAddressesFeature>() is { } listening)
        {
            if (listening.Addresses.Count is 0)
                listening.Addresses.Add(DefaultUrl);
            foreach (var url in urls)
                listening.Addresses.Add(url);
        }

        return next;
    }

    /// <summary>Whether a request came by the address for callers, where they must not read metrics.</summary>
    internal static bool IsRest(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(RestKey) is true;

    /// <summary>Chooses what an endpoint speaks: without TLS a client cannot be asked, so each address has one protocol.</summary>
    internal static void Configure(ListenOptions listen, ListenerOptions options)
    {
        var (metrics, rest) = (Binds(options.MetricsUrl, listen.IPEndPoint), Binds(options.RestUrl, listen.IPEndPoint));
        listen.Protocols = metrics || rest ? HttpProtocols.Http1 : HttpProtocols.Http2;
        if (!rest || metrics)
            return;
        listen.Use(next => connection =>
        {
            connection.Items[RestKey] = true;
            return next(connection);
        });
    }

    internal static bool TryParse(string url, [NotNullWhen(true)] out BindingAddress? address)
    {
        address = null;
        try
        {
            address = BindingAddress.Parse(url);
            return address is { Scheme: "http" or "https", PathBase: "", IsUnixPipe: false, IsNamedPipe: false };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Whether <paramref name="endpoint"/> is the one that <paramref name="url"/> binds.</summary>
    private static bool Binds(string url, IPEndPoint? endpoint) =>
        TryParse(url, out var address)
        && endpoint?.Port == address.Port
        && (!IPAddress.TryParse(address.Host, out var ip) || ip.Equals(endpoint.Address));
}
