using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Modeling.Cache;

/// <summary>One network's folder in the cache: the ONNX model, its weights, and a manifest that is written last.</summary>
internal sealed class CacheEntry(string folder)
{
    private const string ModelFile = "model.onnx";
    private const string WeightsFile = "weights.bin";
    private const string ManifestFile = "manifest.json";

    public string Folder => folder;

    public string ModelPath => Path.Combine(folder, ModelFile);

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

    public void Write(Checkpoint checkpoint, GraphPart part, IProgress<ConversionProgress>? progress)
    {
        var graph = part.Build(checkpoint);
        WriteWeights(graph.Weights, written =>
            progress?.Report(new ConversionProgress(checkpoint.Name, part.Name, written, graph.Weights.Sum(weight => weight.ByteLength))));
        using (var model = File.Create(ModelPath))
            graph.Build(WeightsFile).WriteTo(model);
        var files = new[] { ModelFile, WeightsFile }.Select(Describe).ToArray();
        var tensors = part.TensorsOf(checkpoint);
        var manifest = new CacheManifest(files, CheckpointDigest.Of(tensors));
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

    private void WriteWeights(IReadOnlyList<GraphWeight> weights, Action<long> report)
    {
        using var stream = new FileStream(Path.Combine(folder, WeightsFile), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        var written = 0L;
        foreach (var weight in weights)
        {
            stream.Position = WeightLayout.Align(stream.Position);
            var values = weight.Make();
            if (values.Length * (long)sizeof(float) != weight.ByteLength)
                throw new InvalidOperationException($"Weight {weight.Name} was made with {values.Length} values; its shape says otherwise.");
            stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            written += weight.ByteLength;
            report(written);
        }
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
