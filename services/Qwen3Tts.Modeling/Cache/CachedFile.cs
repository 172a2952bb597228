namespace Qwen3Tts.Modeling.Cache;

/// <summary>One file of a cache entry, as it was when written.</summary>
/// <param name="Sample">Digest of blocks taken over the whole file.</param>
internal sealed record CachedFile(string Name, long Length, string Sample);
