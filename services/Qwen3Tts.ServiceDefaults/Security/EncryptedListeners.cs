using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Qwen3Tts.ServiceDefaults.Hosting;

namespace Qwen3Tts.ServiceDefaults.Security;

/// <summary>Keeps a worker that has a certificate from listening beside it in plain text, but for metrics and probes.</summary>
internal sealed class EncryptedListeners(IServer server, FleetTls tls, IOptions<ListenerOptions> listeners) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (tls.IsOn && (addresses.Count is 0 || addresses.Any(IsPlain)))
        {
            throw new OptionsValidationException(FleetTlsOptions.Section, typeof(FleetTlsOptions),
            [
                $"{FleetTlsOptions.Section}: this worker has a certificate but listens at '{addresses.FirstOrDefault(IsPlain) ?? "its default address"}'; "
                + "its urls must be of the form https://HOST:PORT.",
            ]);
        }

        return next;
    }

    private bool IsPlain(string address) =>
        !address.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && address != listeners.Value.MetricsUrl;
}
