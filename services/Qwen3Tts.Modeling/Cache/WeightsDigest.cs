using System.Security.Cryptography;
using System.Text;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Cache;

/// <summary>
/// Names a checkpoint's weights, whatever its folder is called: the SHA-256 of its file, which a hub tells too, or of several files that
/// of the lines that <c>sha256sum *.safetensors</c> prints. Lower-case hexadecimal digits. The codec's weights are not in it.
/// </summary>
public static class WeightsDigest
{
    private const int Digits = 2 * SHA256.HashSizeInBytes;

    /// <summary>Reads every byte of the weights where that was not done before; the answer is kept in the cache folder.</summary>
    /// <param name="cacheFolder">Null: beside the checkpoint, or the user's cache where that is read-only.</param>
    /// <exception cref="SpeechException">The weights cannot be read, or no cache folder can be written.</exception>
    public static string Of(Checkpoint checkpoint, string? cacheFolder)
    {
        var path = Path.Combine(GraphCache.Root(checkpoint, cacheFolder), $"digest-{CheckpointFingerprint.Of(checkpoint.Tensors)}");
        if (Kept(path) is { } kept)
            return kept;
        var digest = Combine(CheckpointDigest.Of(checkpoint.Tensors));
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            File.WriteAllText(draft, digest);
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw GraphCache.NotWritable(Path.GetDirectoryName(path)!, error);
        }

        return digest;
    }

    private static string Combine(IReadOnlyDictionary<string, string> files)
    {
        if (files.Count is 1)
            return files.Single().Value;
        var lines = files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"{file.Value}  {file.Key}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    private static string? Kept(string path)
    {
        try
        {
            return File.Exists(path) && new FileInfo(path).Length is Digits && File.ReadAllText(path) is var text && text.All(char.IsAsciiHexDigitLower)
                ? text
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
