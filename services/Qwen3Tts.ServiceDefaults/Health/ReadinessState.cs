namespace Qwen3Tts.ServiceDefaults.Health;

/// <summary>Whether a service takes calls.</summary>
public enum ReadinessState
{
    Loading,
    Ready,

    /// <summary>Stopping: running calls finish, new ones are refused.</summary>
    Draining,
}
