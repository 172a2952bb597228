using System.Security.Cryptography;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>SHA-256 of weight files.</summary>
public static class CheckpointDigest
{
    /// <summary>The digest of each file of a set, by file name, as lower-case hexadecimal digits. Reads every byte.</summary>
    public static IReadOnlyDictionary<string, string> Of(TensorSet tensors) =>
        tensors.Files.ToDictionary(file => Path.GetFileName(file.Path), file => OfFile(file.Path));

    public static string OfFile(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
