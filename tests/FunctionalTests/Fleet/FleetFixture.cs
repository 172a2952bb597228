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

    /// <summary>The key that these fleets mark with.</summary>
    public const string WatermarkKey = "0f1e2d3c4b5a69788796a5b4c3d2e1f000112233445566778899aabbccddeeff";

    /// <summary>The fleet of the embedded checkpoint.</summary>
    public Task<LocalFleet> NanoAsync() => SharedAsync(Settings(EmbeddedCheckpoint.Folder));

    /// <summary>The same, but that it speaks without the mark, whose every utterance is another.</summary>
    public Task<LocalFleet> UnmarkedAsync() => SharedAsync(Settings(EmbeddedCheckpoint.Folder) with
    {
        Configuration = new Dictionary<string, string?> { ["Watermark:Enabled"] = "false" },
    });

    /// <summary>
    /// The fleet of these checkpoints, each <c>FOLDER</c> or <c>NAME=FOLDER</c>, as exact as it can be: clips are embedded as they come,
    /// and speech is not marked, as in the official package.
    /// </summary>
    public Task<LocalFleet> ExactAsync(params string[] checkpoints) => SharedAsync(Settings(checkpoints) with
    {
        Precision = "fp32", Configuration = new Dictionary<string, string?> { ["Preparation:Enabled"] = "false", ["Watermark:Enabled"] = "false" },
    });

    /// <summary>A fleet for one test, which stops it: for tests that break something.</summary>
    public static Task<LocalFleet> StartAsync(LocalFleetSettings settings) => LocalFleet.StartAsync(settings, CancellationToken.None);

    public static LocalFleetSettings Settings(params string[] checkpoints) => new()
    {
        Checkpoints = checkpoints,
        CacheFolder = CacheFolder,
        Configuration = new Dictionary<string, string?> { ["Watermark:Key"] = WatermarkKey },
        Logging = logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(ErrorLog.Provider),
    };

    public static async Task<FleetClient> ClientAsync(Task<LocalFleet> fleet) => new((await fleet).Address);

    private Task<LocalFleet> SharedAsync(LocalFleetSettings settings) =>
        _fleets.GetOrAdd($"{settings.Precision}\n{string.Join('\n', settings.Checkpoints)}\n{string.Join('\n', settings.Configuration)}", _ => new(() => StartAsync(settings))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var fleet in _fleets.Values)
            await (await fleet.Value).DisposeAsync();
    }
}
