using System.Text.Json;
using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.UnitTests.Modeling.Checkpoints;

public sealed class TensorSetTest : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("tiny-base")]
    [InlineData("tiny-custom-voice")]
    [InlineData("tiny-base/speech_tokenizer")]
    public void Open_OneFile_ReadsEveryTensorOfItsHeader(string folder)
    {
        var path = Path.Combine(ScratchFolder.Golden(folder), "model.safetensors");
        var expected = WeightFiles.Read(path);

        using var set = TensorSet.Open(ScratchFolder.Golden(folder));

        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), set.All.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        foreach (var (name, (type, shape, bytes)) in expected)
        {
            var tensor = set.Get(name, shape);
            Assert.Equal((path, type, bytes.Length), (tensor.File, tensor.Type.ToString(), (int)tensor.ByteLength));
            Assert.True(bytes.AsSpan().SequenceEqual(tensor.Bytes), name);
        }
    }

    [Fact]
    public void Open_Shards_TakesEachTensorFromTheShardThatTheIndexNames()
    {
        var folder = ScratchFolder.Golden("tiny-voice-design");
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "model.safetensors.index.json")));
        var places = index.RootElement.GetProperty("weight_map").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!);
        var shards = places.Values.Distinct().ToDictionary(shard => shard, shard => WeightFiles.Read(Path.Combine(folder, shard)));

        using var set = TensorSet.Open(folder);

        Assert.Equal(2, shards.Count);
        Assert.Equal(places.Count, set.All.Count());
        foreach (var (name, shard) in places)
        {
            Assert.Equal(Path.Combine(folder, shard), set.Get(name).File);
            Assert.True(shards[shard][name].Bytes.AsSpan().SequenceEqual(set.Get(name).Bytes), name);
        }
    }

    [Fact]
    public void Open_SingleFileBesideAnIndex_TakesTheSingleFile()
    {
        File.WriteAllBytes(_scratch["model.safetensors"], WeightFiles.One());
        File.WriteAllText(_scratch["model.safetensors.index.json"], "no index at all");

        using var set = TensorSet.Open(_scratch.Path);

        Assert.Equal("a", Assert.Single(set.All).Name);
    }

    [Fact]
    public void Contains_TellsWhatIsThere()
    {
        using var set = TensorSet.Open(ScratchFolder.Golden("tiny-base"));

        Assert.True(set.Contains("talker.codec_head.weight"));
        Assert.False(set.Contains("talker.codec_head.bias"));
    }

    [Fact]
    public void Get_ShapeWithAnySize_TakesEverySize()
    {
        using var set = TensorSet.Open(ScratchFolder.Golden("tiny-base"));

        Assert.Equal([1152L, 64L], set.Get("talker.codec_head.weight", -1, 64).Shape);
    }

    [Fact]
    public void Tensor_AfterTheSetIsDisposed_IsRefusedAndNotRead()
    {
        var set = TensorSet.Open(ScratchFolder.Golden("tiny-base"));
        var tensor = set.Get("talker.codec_head.weight");
        set.Dispose();

        Assert.Throws<ObjectDisposedException>(() => tensor.ToFloats());
    }

    [Fact]
    public void Dispose_Twice_IsHarmless()
    {
        var set = TensorSet.Open(ScratchFolder.Golden("tiny-base"));
        set.Dispose();

        Assert.Null(Record.Exception(set.Dispose));
    }
}
