using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Qwen3Tts.ServiceDefaults.Security;

namespace Qwen3Tts.ServiceDefaults.Hosting;

/// <summary>Says at the start which addresses are plain text. That for metrics and probes is so on purpose: nothing secret is there.</summary>
internal sealed partial class TransportNotice(
    IServer server, IListenerTls tls, IOptions<ListenerOptions> listeners, ILogger<TransportNotice> logger) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next)
    {
        foreach (var url in (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []).Append(listeners.Value.RestUrl).Distinct())
        {
            if (url is "" || url == listeners.Value.MetricsUrl || BindingAddress.Parse(url) is not { Scheme: "http" } address)
                continue;
            if (IsLoopback(address.Host))
                LogPlainLoopback(url);
            else
                LogPlain(url, tls.PlainTextNotice);
        }

        return next;
    }

    private static bool IsLoopback(string host) =>
        host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    [LoggerMessage(23, LogLevel.Warning, "NOT ENCRYPTED: {Address} is plain text, which only this machine can read.")]
    private partial void LogPlainLoopback(string address);

    [LoggerMessage(24, LogLevel.Warning, "NOT ENCRYPTED: {Address} is plain text. {Notice}")]
    private partial void LogPlain(string address, string notice);
}
