namespace Qwen3Tts.Modeling.Cache;

/// <summary>What a cache entry says of itself.</summary>
/// <param name="Files">The entry's files.</param>
/// <param name="Sources">SHA-256 of each weight file that it was made from, by name, as computed at conversion.</param>
internal sealed record CacheManifest(IReadOnlyList<CachedFile> Files, IReadOnlyDictionary<string, string> Sources);
