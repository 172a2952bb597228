using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Modeling.Checkpoints;

/// <summary>What is wrong with a weight file is said with the file, the tensor, what was found and what was expected.</summary>
public sealed class TensorSetErrorsTest : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public static TheoryData<string, byte[], string> BadFiles => new()
    {
        { "no bytes", [], "0 bytes are too few" },
        { "a length alone, cut", [1, 0, 0], "3 bytes are too few" },
        { "a header longer than the file", WeightFiles.Raw("{}", 0, 1000), "the header is said to have 1,000 bytes; the file has 2" },
        { "a header beyond the format's limit", WeightFiles.Raw("{}", 0, ulong.MaxValue), "100,000,000 are allowed" },
        { "no JSON", WeightFiles.Raw("xyz", 0), "not valid JSON" },
        { "no object", WeightFiles.Raw("[]", 0), "begins with StartArray; an object is expected" },
        { "JSON cut short", WeightFiles.Raw("""{"a":{"dtype":"F32",""", 0), "not valid JSON" },
        { "more after the object", WeightFiles.Raw("{} {}", 0), "not valid JSON" },
        { "deep JSON", WeightFiles.Raw($$"""{"__metadata__":{{new string('[', 100)}}{{new string(']', 100)}}}""", 0), "not valid JSON" },
        { "a name that is no text", WeightFiles.Raw("""{"\uD800":{}}""", 0), "not valid JSON" },
        { "a tensor twice", WeightFiles.Raw(Twice, 8), "tensor 'a': is listed twice" },
        { "a description that is no object", WeightFiles.Raw("""{"a":7}""", 0), "tensor 'a': is described by Number" },
        { "no shape", WeightFiles.Raw("""{"a":{"dtype":"F32","data_offsets":[0,0]}}""", 0), "tensor 'a': lacks a dtype, a shape" },
        { "another property", WeightFiles.Raw("""{"a":{"type":"F32"}}""", 0), "tensor 'a': has 'type' of String" },
        { "an unknown dtype", WeightFiles.One("\"F31\""), "tensor 'a': dtype 'F31' is unknown; known are F32, F16, BF16" },
        { "a dtype that is no text", WeightFiles.One("32"), "tensor 'a': has 'dtype' of Number" },
        { "a negative size", WeightFiles.One(shape: "[-2]"), "tensor 'a': shape is no list of at most 8 whole numbers" },
        { "a broken size", WeightFiles.One(shape: "[2.5]"), "tensor 'a': shape is no list" },
        { "a size beyond 64 bits", WeightFiles.One(shape: "[99999999999999999999]"), "tensor 'a': shape is no list" },
        { "too many sizes", WeightFiles.One(shape: "[1,1,1,1,1,1,1,1,2]"), "tensor 'a': shape is no list of at most 8" },
        { "sizes that overflow", WeightFiles.One(shape: "[9223372036854775807,4]"), "tensor 'a': shape [9223372036854775807, 4] is too large" },
        { "one offset", WeightFiles.One(offsets: "[8]"), "tensor 'a': lacks a dtype, a shape or two data_offsets" },
        { "offsets that are no list", WeightFiles.One(offsets: "8"), "tensor 'a': data_offsets is Number; a list" },
        { "offsets the wrong way", WeightFiles.One(offsets: "[8,0]"), "tensor 'a': data_offsets [8, 0] do not lie in the file's 8 bytes" },
        { "a file cut short", WeightFiles.One(data: 7), "tensor 'a': data_offsets [0, 8] do not lie in the file's 7 bytes of data; is it truncated?" },
        { "bytes that are not the shape's", WeightFiles.One(shape: "[3]"), "tensor 'a': F32 [3] takes 12 bytes; data_offsets give 8" },
        { "bytes that no tensor has", WeightFiles.One(data: 12), "are expected, where its last tensor ends" },
        { "a gap", WeightFiles.One(offsets: "[4,12]", data: 12), "tensor 'a': begins at byte 4 of the data; 0 is expected" },
        { "tensors that overlap", WeightFiles.Raw(Overlapping, 12), "tensor 'b': begins at byte 4 of the data; 8 is expected" },
    };

    public static TheoryData<string, string, string> BadIndexes => new()
    {
        { "no JSON", "{", "is no valid index" },
        { "no map", "{}", "is no valid index" },
        { "a map that is no object", """{"weight_map":[]}""", "is no valid index" },
        { "a place that is no text", """{"weight_map":{"a":7}}""", "is no valid index" },
        { "an empty map", """{"weight_map":{}}""", "names 0 shards; 1 to 1000 are expected" },
        { "a tensor twice", """{"weight_map":{"a":"s.safetensors","a":"s.safetensors"}}""", "is no valid index" },
        { "a name that is no text", """{"weight_map":{"\uD800":"s.safetensors"}}""", "is no valid index" },
        { "a folder above", """{"weight_map":{"a":"../s.safetensors"}}""", "tensor 'a' is placed in '../s.safetensors'" },
        { "a folder above, the other slash", """{"weight_map":{"a":"..\\s.safetensors"}}""", "in the index's own folder is expected" },
        { "a path from the root", """{"weight_map":{"a":"/etc/s.safetensors"}}""", "in the index's own folder is expected" },
        { "a name with a null", """{"weight_map":{"a":"s\u0000.safetensors"}}""", "in the index's own folder is expected" },
        { "another kind of file", """{"weight_map":{"a":"config.json"}}""", "a .safetensors file in the index's own folder" },
        { "no name", """{"weight_map":{"a":""}}""", "a .safetensors file in the index's own folder" },
        { "a file that is not there", """{"weight_map":{"a":"t.safetensors"}}""", "t.safetensors: cannot be read" },
        { "a tensor that the file lacks", """{"weight_map":{"a":"s.safetensors","b":"s.safetensors"}}""", "tensor 'b' is missing; the index says" },
    };

    private static string Twice => """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

    private static string Overlapping =>
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""";

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Open_BadFile_SaysWhatIsWrong(string what, byte[] file, string message)
    {
        File.WriteAllBytes(_scratch["model.safetensors"], file);

        var error = Assert.Throws<SpeechException>(() => TensorSet.Open(_scratch.Path));

        Assert.True(error.Message.Contains(message, StringComparison.Ordinal), $"{what}: {error.Message}");
        Assert.Contains(_scratch["model.safetensors"], error.Message);
        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
    }

    [Theory]
    [MemberData(nameof(BadIndexes))]
    public void Open_BadIndex_SaysWhatIsWrong(string what, string index, string message)
    {
        File.WriteAllText(_scratch["model.safetensors.index.json"], index);
        File.WriteAllBytes(_scratch["s.safetensors"], WeightFiles.One());

        var error = Assert.Throws<SpeechException>(() => TensorSet.Open(_scratch.Path));

        Assert.True(error.Message.Contains(message, StringComparison.Ordinal), $"{what}: {error.Message}");
        Assert.Contains(_scratch.Path, error.Message);
        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
    }

    [Fact]
    public void Open_FolderWithoutWeights_NamesBothForms()
    {
        var error = Assert.Throws<SpeechException>(() => TensorSet.Open(_scratch.Path));

        Assert.Contains($"{_scratch.Path}: there is neither model.safetensors nor model.safetensors.index.json", error.Message);
    }

    [Fact]
    public void Get_MissingTensor_NamesFileTensorAndShape()
    {
        using var set = TensorSet.Open(ScratchFolder.Golden("tiny-base"));

        var error = Assert.Throws<SpeechException>(() => set.Get("talker.codec_tail.weight", -1, 64));

        Assert.Contains(Path.Combine(ScratchFolder.Golden("tiny-base"), "model.safetensors"), error.Message);
        Assert.Contains("'talker.codec_tail.weight' is missing", error.Message);
        Assert.Contains("[any, 64]", error.Message);
    }

    [Theory]
    [InlineData(new long[] { 1152, 65 }, "[1152, 65]")]
    [InlineData(new long[] { 1152 }, "[1152]")]
    [InlineData(new long[] { -1, -1, -1 }, "[any, any, any]")]
    public void Get_OtherShape_NamesFileTensorFoundAndExpected(long[] shape, string expected)
    {
        using var set = TensorSet.Open(ScratchFolder.Golden("tiny-base"));

        var error = Assert.Throws<SpeechException>(() => set.Get("talker.codec_head.weight", shape));

        Assert.Contains(Path.Combine(ScratchFolder.Golden("tiny-base"), "model.safetensors"), error.Message);
        Assert.Contains("'talker.codec_head.weight' has shape [1152, 64]", error.Message);
        Assert.Contains($"expects {expected}", error.Message);
    }
}
