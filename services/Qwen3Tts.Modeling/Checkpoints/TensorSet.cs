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
    private const int MaxShards = 1000;

    private readonly Dictionary<string, CheckpointTensor> _tensors = new(StringComparer.Ordinal);
    private readonly List<SafetensorsFile> _files = [];
    private readonly string _place;

    private TensorSet(string place) => _place = place;

    public IEnumerable<CheckpointTensor> All => _tensors.Values;

    internal IReadOnlyList<SafetensorsFile> Files => _files;

    /// <exception cref="SpeechException">Names the file, and the tensor where one is at fault.</exception>
    public static TensorSet Open(string folder)
    {
        string single = Path.Combine(folder, SingleFile), index = Path.Combine(folder, IndexFile);
        var sharded = !File.Exists(single) && File.Exists(index);
        if (!sharded && !File.Exists(single))
            throw SpeechException.Invalid($"{folder}: there is neither {SingleFile} nor {IndexFile}.");
        var set = new TensorSet(sharded ? index : single);
        try
        {
            if (sharded)
                set.AddShards(folder, index);
            else
                set.Add(single, wanted: null);
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
        if (!_tensors.TryGetValue(name, out var tensor))
            throw SpeechException.Invalid($"{_place}: tensor '{name}' is missing; the configuration expects it with shape {Show(shape)}.");
        var fits = tensor.Shape.Count == shape.Length;
        for (var i = 0; fits && i < shape.Length; i++)
            fits = shape[i] == -1 || tensor.Shape[i] == shape[i];
        return fits
            ? tensor
            : throw SpeechException.Invalid(
                $"{tensor.File}: tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}]; the configuration expects {Show(shape)}.");
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private static string Show(ReadOnlySpan<long> shape) =>
        $"[{string.Join(", ", shape.ToArray().Select(size => size == -1 ? "any" : $"{size}"))}]";

    private void AddShards(string folder, string index)
    {
        var shards = ReadIndex(index).GroupBy(entry => entry.Value, entry => entry.Key).ToArray();
        if (shards.Length is 0 or > MaxShards)
            throw SpeechException.Invalid($"{index}: names {shards.Length} shards; 1 to {MaxShards} are expected.");
        foreach (var shard in shards)
        {
            var name = shard.Key;
            if (!name.EndsWith(".safetensors", StringComparison.Ordinal) || name.IndexOfAny(['/', '\\', ':', '\0']) >= 0)
            {
                throw SpeechException.Invalid(
                    $"{index}: tensor '{shard.First()}' is placed in '{name}'; a .safetensors file in the index's own folder is expected.");
            }

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
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or IOException
            or UnauthorizedAccessException)
        {
            throw new SpeechException(
                SpeechErrorKind.Invalid, $"{path}: is no valid index with a weight_map of tensor to file ({error.Message}).", error);
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
