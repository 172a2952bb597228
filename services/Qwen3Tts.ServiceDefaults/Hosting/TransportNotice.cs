using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Qwen3Tts.ServiceDefaults.Security;

namespace Qwen3Tts.ServiceDefaults.Hosting;

/// <summary>Says which addresses of a started service are plain text. That for metrics and probes is so on purpose: nothing secret is there.</summary>
internal sealed partial class TransportNotice(
    IServer server, IListenerTls tls, IOptions<ListenerOptions> listeners, ILogger<TransportNotice> logger) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var text in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            var address = BindingAddress.Parse(text);
            if (address.Scheme is "https" || text == listeners.Value.MetricsUrl)
                continue;
            if (IsLoopback(address.Host))
                LogPlainLoopback(text);
            else
                LogPlain(text, tls.PlainTextNotice);
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool IsLoopback(string host) =>
        host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    [LoggerMessage(23, LogLevel.Warning, "NOT ENCRYPTED: {Address} is plain text, which only this machine can read.")]
    private partial void LogPlainLoopback(string address);

    [LoggerMessage(24, LogLevel.Warning, "NOT ENCRYPTED: {Address} is plain text. {Notice}")]
    private partial void LogPlain(string address, string notice);
}
