namespace Qwen3Tts.FunctionalTests.Chaos.Faults;

/// <summary>What befalls a process, or the network before it.</summary>
public enum Fault
{
    /// <summary>Its process is gone at once.</summary>
    Killed,

    /// <summary>Its process does nothing, connections open.</summary>
    Paused,

    /// <summary>What is sent to it and by it comes late.</summary>
    Slowed,

    /// <summary>Nothing comes through, and nobody is told; after that, all of it does.</summary>
    Silenced,

    /// <summary>Connections break, and none can be made.</summary>
    CutOff,
}
