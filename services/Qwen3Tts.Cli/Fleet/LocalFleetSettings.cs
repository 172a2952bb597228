using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;

namespace Qwen3Tts.Cli.Fleet;

/// <summary>A fleet to host in this process.</summary>
public sealed record LocalFleetSettings
{
    /// <summary>Checkpoints to serve, each <c>FOLDER</c> or <c>NAME=FOLDER</c>.</summary>
    public required IReadOnlyList<string> Checkpoints { get; init; }

    /// <summary>The Gateway's address; port 0 takes a free one.</summary>
    public Uri Listen { get; init; } = new("http://127.0.0.1:0");

    /// <summary>The services to host. Empty: all, the workers at free ports, with a credential of their own.</summary>
    public IReadOnlyList<FleetService> Services { get; init; } = [];

    /// <summary>Where the Gateway finds services that are not hosted here, by service.</summary>
    public ILookup<string, string> Workers { get; init; } = Array.Empty<string>().ToLookup(_ => "");

    /// <summary>Where built graphs are kept; null keeps them beside the checkpoints.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Threads that a network may use; 0 takes one for each core.</summary>
    public int Threads { get; init; }

    /// <summary>How weights are held, as <see cref="PrecisionPlan"/> writes it; null leaves it to <see cref="PrecisionChoice"/>.</summary>
    public string? Precision { get; init; }

    /// <summary>A Redis for voices and keys, as StackExchange.Redis writes it; null keeps them in memory.</summary>
    public string? Redis { get; init; }

    /// <summary>Whether the fleet collects traces and metrics and exports them where that is configured.</summary>
    public bool Telemetry { get; init; }

    /// <summary>Adds the log's providers and filters; null logs nothing.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>Told while graphs are built.</summary>
    public IProgress<ConversionProgress>? Progress { get; init; }

    /// <summary>Further settings of the services, by configuration key; they win over the environment's.</summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; init; } = new Dictionary<string, string?>();
}
