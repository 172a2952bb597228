using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Qwen3Tts.ServiceDefaults.Hosting;

/// <summary>Adds the HTTP/1 address to those that the host was told, whichever way it was told them.</summary>
internal sealed class MetricsListener(IServer server, IOptions<ListenerOptions> options) : IStartupFilter
{
    // Kestrel's own default, which an added address would replace.
    private const string DefaultUrl = "http://localhost:5000";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next)
    {
        var url = options.Value.MetricsUrl;
        if (url is not "" && server.Features.Get<IServerAddressesFeature>() is { } listening)
        {
            if (listening.Addresses.Count is 0)
                listening.Addresses.Add(DefaultUrl);
            listening.Addresses.Add(url);
        }

        return next;
    }

    internal static bool TryParse(string url, [NotNullWhen(true)] out BindingAddress? address)
    {
        address = null;
        try
        {
            address = BindingAddress.Parse(url);
            return address is { Scheme: "http", PathBase: "", IsUnixPipe: false, IsNamedPipe: false };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Whether <paramref name="endpoint"/> is the one that <paramref name="url"/> binds.</summary>
    internal static bool Binds(string url, IPEndPoint? endpoint) =>
        TryParse(url, out var address)
        && endpoint?.Port == address.Port
        && (!IPAddress.TryParse(address.Host, out var ip) || ip.Equals(endpoint.Address));
}
