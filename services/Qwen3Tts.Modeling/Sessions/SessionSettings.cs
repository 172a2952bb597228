namespace Qwen3Tts.Modeling.Sessions;

/// <summary>How networks are loaded.</summary>
/// <param name="Threads">Threads that one run of a network may use; 0 takes the runtime's default, one for each core.</param>
/// <param name="CacheFolder">Where built graphs are kept; null keeps them beside the checkpoint, or in the user's cache where that is read-only.</param>
/// <param name="Progress">Told while a graph is built.</param>
public sealed record SessionSettings(int Threads = 0, string? CacheFolder = null, IProgress<ConversionProgress>? Progress = null);
