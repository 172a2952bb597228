using System.Text.Json;
using System.Text.Json.Serialization;
using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Verification;

/// <summary>
/// What was verified of a checkpoint's precisions, kept beside its converted weights. It holds for the weight files that it was
/// measured on and for the way they were converted then; a file that says otherwise, or cannot be read, counts as none.
/// </summary>
public static class VerifiedPrecisions
{
    /// <summary>Of the file. Raised when what is measured, or how it is written, changes.</summary>
    private const int FormatVersion = 1;

    // Some hundred bytes an outcome.
    private const int MaxOutcomes = 64;
    private const long MaxLength = 1 << 20;

    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>The latest outcome of each plan.</summary>
    /// <param name="cacheFolder">Null: beside the checkpoint, or the user's cache where that is read-only.</param>
    /// <exception cref="SpeechException">No cache folder can be written.</exception>
    public static IReadOnlyList<PrecisionOutcome> Read(Checkpoint checkpoint, string? cacheFolder)
    {
        var identity = CheckpointFingerprint.Of(checkpoint.Tensors);
        var path = PathOf(checkpoint, cacheFolder, identity);
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length > MaxLength)
                return [];
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Written);
            return content is { Version: FormatVersion, Converter: GraphCache.BuilderVersion, Outcomes: not null } && content.Checkpoint == identity
                ? [.. content.Outcomes.Where(outcome => outcome is { Plan: not null, Parts: not null } && outcome.Parts.All(part => part is not null)).Take(MaxOutcomes)]
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }

    /// <summary>Adds an outcome; it takes the place of an earlier one of the same plan.</summary>
    /// <exception cref="SpeechException">No cache folder can be written.</exception>
    public static void Add(Checkpoint checkpoint, string? cacheFolder, PrecisionOutcome outcome)
    {
        var identity = CheckpointFingerprint.Of(checkpoint.Tensors);
        var path = PathOf(checkpoint, cacheFolder, identity);
        PrecisionOutcome[] outcomes = [outcome, .. Read(checkpoint, cacheFolder).Where(other => other.Plan != outcome.Plan).Take(MaxOutcomes - 1)];
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(new Content(FormatVersion, GraphCache.BuilderVersion, identity, outcomes), Written));
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw GraphCache.NotWritable(Path.GetDirectoryName(path)!, error);
        }
    }

    private static string PathOf(Checkpoint checkpoint, string? cacheFolder, string identity) =>
        Path.Combine(GraphCache.Root(checkpoint, cacheFolder), $"verified-{identity}.json");

    /// <param name="Converter">What converted the weights: <see cref="GraphCache.BuilderVersion"/>.</param>
    /// <param name="Checkpoint">Fingerprint of its weight files.</param>
    private sealed record Content(int Version, int Converter, string Checkpoint, IReadOnlyList<PrecisionOutcome> Outcomes);
}
