using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Cache;

/// <summary>
/// Built graphs and converted weights on disk. An entry is a folder named for the network, the precision, the builder's version and the fingerprint of the
/// weights; it appears by one rename when it is whole, so that processes that start at once cannot disturb each other, and an entry
/// that is damaged is built anew.
/// </summary>
internal static class GraphCache
{
    /// <summary>Raised with every change to what a builder writes.</summary>
    public const int BuilderVersion = 6;

    private const string FolderName = ".qwen3tts";

    /// <summary>The model file of <paramref name="part"/>, built first where no good one is kept.</summary>
    /// <exception cref="SpeechException">The checkpoint lacks a tensor, or no cache folder can be written.</exception>
    public static string Open(Checkpoint checkpoint, GraphPart part, SessionSettings settings) =>
        Path.Combine(OpenEntry(checkpoint, part, settings).Folder, GraphPart.ModelFile);

    /// <summary>The entry of <paramref name="part"/>, written first where no good one is kept.</summary>
    /// <exception cref="SpeechException">The checkpoint lacks a tensor, or no cache folder can be written.</exception>
    public static CacheEntry OpenEntry(Checkpoint checkpoint, ICachePart part, SessionSettings settings)
    {
        var root = Root(checkpoint, settings.CacheFolder);
        var entry = new CacheEntry(Path.Combine(root, EntryName(checkpoint, part)));
        if (entry.IsWhole())
            return entry;
        entry.Discard();
        var draft = new CacheEntry(Path.Combine(root, $"draft-{part.Name}-{Guid.NewGuid():N}"));
        try
        {
            Directory.CreateDirectory(draft.Folder);
            draft.Write(checkpoint, part, settings.Progress);
            if (!draft.TryPublish(entry.Folder) && !entry.IsWhole())
                throw new IOException($"another process left {entry.Folder} incomplete");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(root, error);
        }
        finally
        {
            draft.Discard();
        }

        return entry;
    }

    /// <summary>The folder that holds a checkpoint's entries.</summary>
    /// <exception cref="SpeechException">No such folder can be made.</exception>
    public static string Root(Checkpoint checkpoint, string? chosen)
    {
        if (chosen is { Length: > 0 })
            return Create(chosen);
        var beside = Path.Combine(checkpoint.Folder, FolderName);
        try
        {
            Directory.CreateDirectory(beside);
            var probe = Path.Combine(beside, $"draft-probe-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return beside;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named
                ? named
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Create(Path.Combine(caches, "qwen3tts"));
        }
    }

    /// <summary>True where <paramref name="part"/> is kept and whole.</summary>
    public static bool Has(Checkpoint checkpoint, ICachePart part, string? chosen) =>
        Entry(checkpoint, part, chosen).IsWhole();

    /// <summary>Where <paramref name="part"/> is kept, if it is.</summary>
    public static CacheEntry Entry(Checkpoint checkpoint, ICachePart part, string? chosen) =>
        new(Path.Combine(Root(checkpoint, chosen), EntryName(checkpoint, part)));

    private static string Create(string folder)
    {
        try
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder, error);
        }
    }

    internal static SpeechException NotWritable(string folder, Exception error) => new(
        SpeechErrorKind.Unavailable,
        $"The graph cache {folder} cannot be written ({error.Message}). Free space there or choose another folder with Models:CacheFolder.",
        error);

    private static string EntryName(Checkpoint checkpoint, ICachePart part) =>
        $"{part.Name}-{part.Precision}-v{BuilderVersion}-{Fingerprint(checkpoint, part)}";

    private static string Fingerprint(Checkpoint checkpoint, ICachePart part) =>
        CheckpointFingerprint.Of(part.TensorsOf(checkpoint));
}
