namespace Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;

/// <summary>Tests of hosts that report. They gather from the whole process, so they run while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessTelemetry
{
    public const string Name = "Process telemetry";
}
