using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Cli.Listing;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Commands;

/// <summary>What <c>up</c> says when all is ready: what it serves, where, and who can listen in.</summary>
internal sealed class UpAnnouncement(TextWriter output, LocalFleet fleet, LocalFleetSettings settings)
{
    public async Task WriteAsync(Uri? rest, CancellationToken cancellationToken)
    {
        if (fleet.Services.ContainsKey(FleetPart.Gateway.Name))
            await WriteGatewayAsync(rest, cancellationToken);
        if (settings.Services is not [])
        {
            foreach (var service in fleet.Services.Keys.Where(service => service != FleetPart.Gateway.Name))
                WriteListening(service, fleet.Listening(service));
        }
        else if (fleet.Services.Any(service => service.Key != FleetPart.Gateway.Name && fleet.Listening(service.Key).Scheme is "http"))
        {
            output.WriteLine("NOT ENCRYPTED: calls between the services, on this machine's loopback addresses. Fleet__Tls encrypts them.");
        }

        output.WriteLine("Ctrl-C stops it.");
        await output.FlushAsync(cancellationToken);
    }

    private async Task WriteGatewayAsync(Uri? rest, CancellationToken cancellationToken)
    {
        await WriteOfferAsync(cancellationToken);
        output.WriteLine($"Voices are kept {(settings.Redis is null ? "in memory" : "in Redis")}.");
        if (fleet.LoopbackAttests)
        {
            output.WriteLine("Consent: callers on this machine clone voices on their own word that the person consents; each use is recorded.");
            output.WriteLine("         Gateway__LoopbackAttests=false asks for a recorded consent from them too.");
        }

        WriteListening("gRPC", fleet.Listening(FleetPart.Gateway.Name));
        if (rest is not null)
            output.WriteLine($"Serving JSON (HTTP/1 {WithTls(rest)}) on {rest.GetLeftPart(UriPartial.Authority)}/qwen3tts/v1/");
        output.WriteLine($"Try: qwen3tts say \"Good morning.\" --address {fleet.Address.GetLeftPart(UriPartial.Authority)} --output hello.wav");
    }

    private async Task WriteOfferAsync(CancellationToken cancellationToken)
    {
        using var client = fleet.Connect();
        try
        {
            FleetListing.WriteModels(output, await client.ListModelsAsync(cancellationToken));
            output.WriteLine();
            FleetListing.WriteVoices(output, await client.ListVoicesAsync(cancellationToken));
            output.WriteLine();
        }
        catch (SpeechException error) when (error.Kind is SpeechErrorKind.Unavailable && settings.Services is not [])
        {
            output.WriteLine($"{error.Message} It is looked for until it is there.");
        }
    }

    private void WriteListening(string what, Uri address)
    {
        output.WriteLine($"Serving {what} (HTTP/2 {WithTls(address)}) on {address.GetLeftPart(UriPartial.Authority)}");
        if (address is { Scheme: "http", IsLoopback: false })
            output.WriteLine("NOT ENCRYPTED: whoever can read that network reads what is said there; https:// with a certificate encrypts it.");
    }

    private static string WithTls(Uri address) => address.Scheme is "https" ? "with TLS" : "without TLS";
}
