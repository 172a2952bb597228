using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.UnitTests.Modeling.Checkpoints;

public sealed class CheckpointFingerprintTest : IDisposable
{
    private static readonly DateTime Then = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly ScratchFolder _scratch = new();

    private string Weights => Path.Combine(_scratch["tiny-base"], "model.safetensors");

    public CheckpointFingerprintTest()
    {
        _scratch.CopyGolden("tiny-base");
        File.SetLastWriteTimeUtc(Weights, Then);
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Of_SameFiles_IsStable()
    {
        Assert.Matches("^[0-9a-f]{32}$", Fingerprint());
        Assert.Equal(Fingerprint(), Fingerprint());
    }

    [Fact]
    public void Of_AnotherTime_IsAnother()
    {
        var before = Fingerprint();
        File.SetLastWriteTimeUtc(Weights, Then.AddSeconds(1));

        Assert.NotEqual(before, Fingerprint());
    }

    [Fact]
    public void Of_AnotherHeader_IsAnother()
    {
        var before = Fingerprint();
        var bytes = File.ReadAllBytes(Weights);
        var at = bytes.AsSpan().IndexOf("codec_head"u8);
        bytes[at] = (byte)'k';
        Rewrite(bytes);

        Assert.NotEqual(before, Fingerprint());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(62)]
    [InlineData(63)]
    public void Of_ByteChangedInASampledBlock_IsAnother(int block)
    {
        var before = Fingerprint();
        var bytes = File.ReadAllBytes(Weights);
        var at = ((bytes.Length - 4096L) * block / 63) + 4095;
        bytes[at == 4095 ? ^1 : (Index)(int)at] ^= 1;
        Rewrite(bytes);

        Assert.NotEqual(before, Fingerprint());
    }

    private void Rewrite(byte[] bytes)
    {
        File.WriteAllBytes(Weights, bytes);
        File.SetLastWriteTimeUtc(Weights, Then);
    }

    private string Fingerprint()
    {
        using var set = TensorSet.Open(_scratch["tiny-base"]);
        return CheckpointFingerprint.Of(set);
    }
}
