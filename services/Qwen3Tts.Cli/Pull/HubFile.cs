namespace Qwen3Tts.Cli.Pull;

/// <summary>One file of a repository, as the hub lists it.</summary>
/// <param name="Path">Below the repository's root, with forward slashes.</param>
/// <param name="Size">Null where the hub does not tell.</param>
/// <param name="Digest">SHA-256 as lower-case hexadecimal digits; null where the hub does not tell, as for small files.</param>
internal sealed record HubFile(string Path, long? Size, string? Digest);
