using System.Text.Json;
using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Modeling.Verification;

/// <summary>
/// How well a checkpoint's speaker encoder was measured to tell people apart, kept beside its graphs. It holds for the family that it was
/// measured on; a file that says otherwise, or cannot be read, counts as none.
/// </summary>
public static class MeasuredSpeakers
{
    /// <summary>Of the file. Raised when what is measured, or how clips are prepared for it, changes.</summary>
    private const int FormatVersion = 1;

    private const long MaxLength = 64 * 1024;

    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true };

    /// <returns>Null where it was not measured.</returns>
    /// <exception cref="SpeechException">No cache folder can be written.</exception>
    public static SpeakerAccuracy? Read(Checkpoint checkpoint, string? cacheFolder)
    {
        var path = PathOf(checkpoint, cacheFolder);
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length > MaxLength)
                return null;
            return JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Written) is { Version: FormatVersion, Accuracy: { } accuracy } content
                && content.Family == checkpoint.Family && accuracy is { EqualErrorRate: >= 0 and <= 1, Threshold: >= -1 and <= 1 }
                ? accuracy
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Takes the place of an earlier measurement.</summary>
    /// <exception cref="SpeechException">No cache folder can be written.</exception>
    public static void Write(Checkpoint checkpoint, string? cacheFolder, SpeakerAccuracy accuracy)
    {
        var path = PathOf(checkpoint, cacheFolder);
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(new Content(FormatVersion, checkpoint.Family, accuracy), Written));
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw GraphCache.NotWritable(Path.GetDirectoryName(path)!, error);
        }
    }

    private static string PathOf(Checkpoint checkpoint, string? cacheFolder) => Path.Combine(
        GraphCache.Root(checkpoint, cacheFolder),
        $"speakers-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(checkpoint.Family)))[..16]}.json");

    private sealed record Content(int Version, string Family, SpeakerAccuracy? Accuracy);
}
