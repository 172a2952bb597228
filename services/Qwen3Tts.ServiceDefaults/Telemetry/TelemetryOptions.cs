namespace Qwen3Tts.ServiceDefaults.Telemetry;

/// <summary>Which host reports.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>
    /// Whether this host collects and exports. Traces and metrics are gathered from the whole process, so where one process
    /// hosts several services exactly one of them does it.
    /// </summary>
    public bool Enabled { get; set; } = true;
}
