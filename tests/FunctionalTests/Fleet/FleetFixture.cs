using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Fleet;

namespace Qwen3Tts.FunctionalTests.Fleet;

/// <summary>Fleets in this process, each started when a test first wants it and shared by all. Take it in a test's constructor.</summary>
public sealed class FleetFixture : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<LocalFleet>>> _fleets = new();

    /// <summary>Where graphs are kept, apart from the checkpoints.</summary>
    public static string CacheFolder { get; } = Path.Combine(AppContext.BaseDirectory, "graph-cache");

    /// <summary>The fleet of the embedded checkpoint.</summary>
    public Task<LocalFleet> NanoAsync() => SharedAsync(Settings(EmbeddedCheckpoint.Folder));

    /// <summary>
    /// The fleet of these checkpoints, each <c>FOLDER</c> or <c>NAME=FOLDER</c>, as exact as it can be: clips are embedded as they come,
    /// as the official package does.
    /// </summary>
    public Task<LocalFleet> ExactAsync(params string[] checkpoints) => SharedAsync(Settings(checkpoints) with
    {
        Precision = "fp32", Configuration = new Dictionary<string, string?> { ["Preparation:Enabled"] = "false" },
    });

    /// <summary>A fleet for one test, which stops it: for tests that break something.</summary>
    public static Task<LocalFleet> StartAsync(LocalFleetSettings settings) => LocalFleet.StartAsync(settings, CancellationToken.None);

    public static LocalFleetSettings Settings(params string[] checkpoints) => new()
    {
        Checkpoints = checkpoints,
        CacheFolder = CacheFolder,
        Logging = logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(ErrorLog.Provider),
    };

    public static async Task<FleetClient> ClientAsync(Task<LocalFleet> fleet) => new((await fleet).Address);

    private Task<LocalFleet> SharedAsync(LocalFleetSettings settings) =>
        _fleets.GetOrAdd($"{settings.Precision}\n{string.Join('\n', settings.Checkpoints)}", _ => new(() => StartAsync(settings))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var fleet in _fleets.Values)
            await (await fleet.Value).DisposeAsync();
    }
}
