namespace Qwen3Tts.ServiceDefaults.Health;

/// <summary>Something that a service has to load before it can serve.</summary>
public interface ILoading
{
    /// <summary>Ends when it is loaded; faulted when it could not be.</summary>
    Task Completion { get; }
}
