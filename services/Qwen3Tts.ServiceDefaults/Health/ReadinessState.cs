namespace Qwen3Tts.ServiceDefaults.Health;

/// <summary>Whether a service takes calls.</summary>
public enum ReadinessState
{
    Loading,
    Ready,

    /// <summary>A run on the device does not come back, or all fail: new calls are refused.</summary>
    Stuck,

    /// <summary>Stopping: running calls finish, new ones are refused.</summary>
    Draining,
}
