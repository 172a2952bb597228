namespace Qwen3Tts.Cli.Fleet;

/// <summary>A service that a process hosts.</summary>
/// <param name="Name">Such as <c>token-generator</c>.</param>
/// <param name="Listen">Where it listens; null: where it does if nothing else is said.</param>
public sealed record FleetService(string Name, Uri? Listen = null);
