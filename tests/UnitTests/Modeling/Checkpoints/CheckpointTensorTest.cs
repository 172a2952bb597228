using System.Runtime.InteropServices;
using CsCheck;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Modeling.Checkpoints;

public sealed class CheckpointTensorTest : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void ToFloats_F32_AreTheStoredBits() => AssertWidened("tiny-base", "F32", bytes => BitConverter.ToSingle(bytes));

    [Fact]
    public void ToFloats_BF16_AreTheUpperHalvesOfFloats() =>
        AssertWidened("tiny-custom-voice", "BF16", bytes => BitConverter.Int32BitsToSingle(BitConverter.ToUInt16(bytes) << 16));

    [Fact]
    public void ToFloats_EveryF16_IsWidenedExactly()
    {
        var halves = Enumerable.Range(0, 65536).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits)).ToArray();
        using var set = Write("\"F16\"", "[65536]", MemoryMarshal.AsBytes(halves.AsSpan()).ToArray());

        Assert.Equal(halves.Select(half => (float)half), set.Get("a").ToFloats());
    }

    [Fact]
    public void ToFloats_EveryBF16_IsWidenedExactly()
    {
        var words = Enumerable.Range(0, 65536).Select(bits => (ushort)bits).ToArray();
        using var set = Write("\"BF16\"", "[65536]", MemoryMarshal.AsBytes(words.AsSpan()).ToArray());

        Assert.Equal(
            words.Select(word => BitConverter.Int32BitsToSingle(word << 16)), set.Get("a").ToFloats());
    }

    [Fact]
    public void CopyTo_AnyStretch_IsThatPartOfTheWhole()
    {
        using var set = TensorSet.Open(ScratchFolder.Golden("tiny-custom-voice"));
        var tensor = set.Get("talker.codec_head.weight");
        var whole = tensor.ToFloats();

        Gen.Int[0, whole.Length].SelectMany(from => Gen.Int[0, Math.Min(1000, whole.Length - from)].Select(count => (from, count))).Sample(stretch =>
        {
            var part = new float[stretch.count];
            tensor.CopyTo(part, stretch.from);
            return part.AsSpan().SequenceEqual(whole.AsSpan(stretch.from, stretch.count));
        }, iter: 300);
    }

    [Theory]
    [InlineData("tiny-base")]
    [InlineData("tiny-custom-voice")]
    public void ReadRow_EachRow_IsThatRowOfTheMatrix(string checkpoint)
    {
        using var set = TensorSet.Open(ScratchFolder.Golden(checkpoint));
        var tensor = set.Get("talker.model.text_embedding.weight");
        var (rows, columns) = ((int)tensor.Shape[0], (int)tensor.Shape[1]);
        var whole = tensor.ToFloats();
        var row = new float[columns];

        for (var i = 0; i < rows; i++)
        {
            tensor.ReadRow(i, row);
            Assert.True(whole.AsSpan(i * columns, columns).SequenceEqual(row), $"row {i}");
        }
    }

    [Theory]
    [InlineData(-1, 64)]
    [InlineData(1152, 64)]
    [InlineData(long.MaxValue, 64)]
    [InlineData(0, 63)]
    [InlineData(0, 0)]
    public void ReadRow_NoSuchRow_SaysWhatThereIs(long row, int length)
    {
        using var set = TensorSet.Open(ScratchFolder.Golden("tiny-base"));
        var tensor = set.Get("talker.codec_head.weight");

        var error = Assert.Throws<SpeechException>(() => tensor.ReadRow(row, new float[length]));

        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
        Assert.Contains("'talker.codec_head.weight' has shape [1152, 64]", error.Message);
        Assert.Contains($"row {row} of {length}", error.Message);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 0)]
    [InlineData(long.MaxValue, 1)]
    public void CopyTo_MoreThanThereIs_SaysWhatThereIs(long first, int length)
    {
        using var set = Write("\"F32\"", "[2]", new byte[8]);

        var error = Assert.Throws<SpeechException>(() => set.Get("a").CopyTo(new float[length], first));

        Assert.Contains("'a' has 2 elements", error.Message);
    }

    [Theory]
    [InlineData("I64")]
    [InlineData("U32")]
    [InlineData("BOOL")]
    [InlineData("F8_E4M3")]
    public void ToFloats_OtherTypes_AreListedButRefused(string dtype)
    {
        var size = dtype switch { "I64" => 8, "U32" => 4, _ => 1 };
        using var set = Write($"\"{dtype}\"", "[2]", new byte[2 * size]);

        Assert.Equal(2, set.Get("a").Elements);
        var error = Assert.Throws<SpeechException>(() => set.Get("a").ToFloats());
        Assert.Contains($"'a' is {set.Get("a").Type}; F32, F16 or BF16 is expected", error.Message);
    }

    [Fact]
    public void Sample_FirstAndLastPlace_AreTheEnds()
    {
        using var set = Write("\"U8\"", "[100]", [.. Enumerable.Range(0, 100).Select(i => (byte)i)]);
        var tensor = set.Get("a");

        Assert.Equal([0, 1, 2], tensor.Sample(0, 4, 3).ToArray());
        Assert.Equal([97, 98, 99], tensor.Sample(3, 4, 3).ToArray());
        Assert.Equal(100, tensor.Sample(2, 4, 500).Length);
    }

    private static void AssertWidened(string checkpoint, string type, Func<ReadOnlySpan<byte>, float> widen)
    {
        using var set = TensorSet.Open(ScratchFolder.Golden(checkpoint));
        Assert.All(set.All, tensor =>
        {
            Assert.Equal(type, tensor.Type.ToString());
            var bytes = tensor.Bytes.ToArray();
            var size = type == "F32" ? 4 : 2;
            var floats = tensor.ToFloats();
            Assert.Equal(bytes.Length / size, floats.Length);
            for (var i = 0; i < floats.Length; i++)
            {
                if (widen(bytes.AsSpan(i * size, size)) != floats[i])
                    Assert.Fail($"{tensor.Name}[{i}]");
            }
        });
    }

    private TensorSet Write(string dtype, string shape, byte[] data)
    {
        var file = WeightFiles.One(dtype, shape, $"[0,{data.Length}]", data.Length);
        data.CopyTo(file.AsSpan(file.Length - data.Length));
        File.WriteAllBytes(_scratch["model.safetensors"], file);
        return TensorSet.Open(_scratch.Path);
    }
}
