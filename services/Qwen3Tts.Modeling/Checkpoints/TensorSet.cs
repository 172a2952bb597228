using System.Text.Json;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>The tensors of a checkpoint folder: one <c>model.safetensors</c>, or shards with an index.</summary>
public sealed class TensorSet : IDisposable
{
    private const string SingleFile = "model.safetensors";
    private const string IndexFile = "model.safetensors.index.json";

    // A bound on an untrusted index: the official ones have some hundred bytes for each of some hundred tensors.
    private const int MaxIndexLength = 16 << 20;

    private readonly Dictionary<string, CheckpointTensor> _tensors = new(StringComparer.Ordinal);
    private readonly List<SafetensorsFile> _files = [];
    private readonly string _place;

    private TensorSet(string place) => _place = place;

    public IEnumerable<CheckpointTensor> All => _tensors.Values;

    internal IReadOnlyList<SafetensorsFile> Files => _files;

    /// <exception cref="SpeechException">Names the file, and the tensor where one is at fault.</exception>
    public static TensorSet Open(string folder)
    {
        var set = new TensorSet(folder);
        try
        {
            var single = Path.Combine(folder, SingleFile);
            if (File.Exists(single))
                set.Add(single, wanted: null);
            else
                set.AddShards(folder);
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <summary>The tensors of one file.</summary>
    /// <exception cref="SpeechException">The file cannot be read or is not valid.</exception>
    public static TensorSet OpenFile(string path)
    {
        var set = new TensorSet(path);
        set.Add(path, wanted: null);
        return set;
    }

    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <exception cref="SpeechException">No such tensor.</exception>
    public CheckpointTensor Get(string name) => _tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw SpeechException.Invalid($"{_place}: tensor '{name}' is missing.");

    /// <param name="shape">Expected sizes; −1 takes any.</param>
    /// <exception cref="SpeechException">No such tensor, or one of another shape.</exception>
    public CheckpointTensor Get(string name, params ReadOnlySpan<long> shape)
    {
        var tensor = Get(name);
        var fits = tensor.Shape.Count == shape.Length;
        for (var i = 0; fits && i < shape.Length; i++)
            fits = shape[i] == -1 || tensor.Shape[i] == shape[i];
        return fits
            ? tensor
            : throw SpeechException.Invalid(
                $"{tensor.File}: tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}]; "
                + $"the configuration expects [{string.Join(", ", shape.ToArray())}].");
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private void AddShards(string folder)
    {
        var path = Path.Combine(folder, IndexFile);
        if (!File.Exists(path))
            throw SpeechException.Invalid($"{folder}: there is neither {SingleFile} nor {IndexFile}.");
        foreach (var shard in ReadIndex(path).GroupBy(entry => entry.Value, entry => entry.Key))
        {
            var name = shard.Key;
            if (name.Length == 0 || Path.GetFileName(name) != name || name is "." or "..")
                throw SpeechException.Invalid($"{path}: '{name}' is no file name; shards lie in the index's own folder.");
            Add(Path.Combine(folder, name), wanted: [.. shard]);
        }
    }

    private static Dictionary<string, string> ReadIndex(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxIndexLength)
                throw SpeechException.Invalid($"{path}: an index has at most {MaxIndexLength:N0} bytes.");
            using var json = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            return json.RootElement.GetProperty("weight_map").EnumerateObject()
                .ToDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? "");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or IOException)
        {
            throw SpeechException.Invalid($"{path}: is no valid index with a weight_map of tensor to file ({error.Message}).");
        }
    }

    private void Add(string path, HashSet<string>? wanted)
    {
        var file = SafetensorsFile.Open(path);
        _files.Add(file);
        foreach (var tensor in file.Tensors)
        {
            if (wanted is null || wanted.Remove(tensor.Name))
                _tensors.Add(tensor.Name, tensor);
        }

        if (wanted is { Count: > 0 })
            throw SpeechException.Invalid($"{path}: tensor '{wanted.First()}' is missing; the index says it is in this file.");
    }
}
