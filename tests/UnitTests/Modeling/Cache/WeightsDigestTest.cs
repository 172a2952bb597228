using System.Security.Cryptography;
using System.Text;
using Qwen3Tts.Modeling.Cache;

namespace Qwen3Tts.UnitTests.Modeling.Cache;

public sealed class WeightsDigestTest
{
    [Fact]
    public void Of_OneFile_IsItsDigest()
    {
        using var golden = new GoldenCheckpoint();
        using var checkpoint = golden.Open();

        Assert.Equal(Sha256(Path.Combine(golden.Folder, "model.safetensors")), WeightsDigest.Of(checkpoint, cacheFolder: null));
    }

    [Fact]
    public void Of_SeveralFiles_IsThatOfTheirLines()
    {
        using var golden = new GoldenCheckpoint("tiny-voice-design");
        using var checkpoint = golden.Open();
        var files = Directory.GetFiles(golden.Folder, "*.safetensors").Order(StringComparer.Ordinal).ToArray();
        Assert.True(files.Length > 1);
        var lines = string.Concat(files.Select(file => $"{Sha256(file)}  {Path.GetFileName(file)}\n"));

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines))), WeightsDigest.Of(checkpoint, cacheFolder: null));
    }

    [Fact]
    public void Of_ChangedWeights_IsAnother()
    {
        using var golden = new GoldenCheckpoint();
        var weights = Path.Combine(golden.Folder, "model.safetensors");
        string before;
        using (var checkpoint = golden.Open())
            before = WeightsDigest.Of(checkpoint, cacheFolder: null);
        var bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);

        using var changed = golden.Open();
        Assert.NotEqual(before, WeightsDigest.Of(changed, cacheFolder: null));
        Assert.Equal(Sha256(weights), WeightsDigest.Of(changed, cacheFolder: null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123")]
    [InlineData("zz23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void Of_DamagedNote_IsFoundAnew(string note)
    {
        using var golden = new GoldenCheckpoint();
        using (var checkpoint = golden.Open())
            WeightsDigest.Of(checkpoint, cacheFolder: null);
        File.WriteAllText(Assert.Single(Directory.GetFiles(golden.CacheFolder, "digest-*")), note);

        using var again = golden.Open();
        Assert.Equal(Sha256(Path.Combine(golden.Folder, "model.safetensors")), WeightsDigest.Of(again, cacheFolder: null));
    }

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
