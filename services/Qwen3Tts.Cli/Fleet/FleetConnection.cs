using Qwen3Tts.Cli.Client;

namespace Qwen3Tts.Cli.Fleet;

/// <summary>A client, and the fleet that it talks to where this process hosts it.</summary>
public sealed class FleetConnection(FleetClient client, LocalFleet? hosted) : IAsyncDisposable
{
    public FleetClient Client => client;

    /// <summary>Starts a fleet for one command.</summary>
    public static async Task<FleetConnection> HostAsync(LocalFleetSettings settings, CancellationToken cancellationToken)
    {
        var fleet = await LocalFleet.StartAsync(settings, cancellationToken);
        return new FleetConnection(fleet.Connect(), fleet);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (hosted is not null)
            await hosted.DisposeAsync();
    }
}
