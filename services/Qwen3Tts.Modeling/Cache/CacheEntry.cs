using System.Text.Json;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Modeling.Cache;

/// <summary>One part's folder in the cache: its files, and a manifest that is written last.</summary>
internal sealed class CacheEntry(string folder)
{
    private const string ManifestFile = "manifest.json";

    public string Folder => folder;

    private string ManifestPath => Path.Combine(folder, ManifestFile);

    /// <summary>True where every file is there, of the right length, and its sampled blocks are as they were written.</summary>
    public bool IsWhole()
    {
        try
        {
            return ReadManifest() is { Files.Count: > 0 } manifest && manifest.Files.All(IsUnchanged);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return false;
        }
    }

    /// <returns>Null where there is no manifest.</returns>
    public CacheManifest? ReadManifest()
    {
        if (!File.Exists(ManifestPath))
            return null;
        using var stream = File.OpenRead(ManifestPath);
        return JsonSerializer.Deserialize<CacheManifest>(stream);
    }

    public void Write(Checkpoint checkpoint, ICachePart part, IProgress<ConversionProgress>? progress)
    {
        var files = part.Write(
            checkpoint, folder, (written, total) => progress?.Report(new ConversionProgress(checkpoint.Name, part.Name, written, total)));
        var manifest = new CacheManifest([.. files.Select(Describe)], CheckpointDigest.Of(part.TensorsOf(checkpoint)));
        using var stream = File.Create(ManifestPath);
        JsonSerializer.Serialize(stream, manifest);
    }

    /// <summary>Makes this entry the one at <paramref name="target"/>; false where one is there already.</summary>
    public bool TryPublish(string target)
    {
        try
        {
            Directory.Move(folder, target);
            return true;
        }
        catch (IOException) when (Directory.Exists(target))
        {
            return false;
        }
    }

    /// <summary>Removes the entry. One in use by another process stays readable there until it is closed.</summary>
    public void Discard()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private CachedFile Describe(string name)
    {
        var path = Path.Combine(folder, name);
        return new CachedFile(name, new FileInfo(path).Length, BlockSample.Of(path));
    }

    private bool IsUnchanged(CachedFile file)
    {
        var path = Path.Combine(folder, Path.GetFileName(file.Name));
        return File.Exists(path) && new FileInfo(path).Length == file.Length && BlockSample.Of(path) == file.Sample;
    }
}
