using System.Security.Cryptography;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Modeling.Checkpoints;

public sealed class CheckpointDigestTest : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Of_Shards_IsTheSha256OfEach()
    {
        using var set = TensorSet.Open(ScratchFolder.Golden("tiny-voice-design"));

        var digests = CheckpointDigest.Of(set);

        Assert.Equal(["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"], digests.Keys.Order());
        Assert.All(digests, digest => Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(ScratchFolder.Golden("tiny-voice-design"), digest.Key)))),
            digest.Value));
        Assert.Same(digests, CheckpointDigest.Of(set));
    }

    [Fact]
    public void OfFile_Progress_EndsAtTheFilesLength()
    {
        var path = Path.Combine(ScratchFolder.Golden("tiny-base"), "model.safetensors");
        var progress = new Reports();

        CheckpointDigest.OfFile(path, progress, TestContext.Current.CancellationToken);

        Assert.Equal(progress.Values.Order(), progress.Values);
        Assert.Equal(new FileInfo(path).Length, progress.Values[^1]);
        Assert.True(progress.Values.Count > 1);
    }

    [Fact]
    public void OfFile_Missing_IsNamed() =>
        Assert.Contains(_scratch["none"], Assert.Throws<SpeechException>(
            () => CheckpointDigest.OfFile(_scratch["none"], cancellation: TestContext.Current.CancellationToken)).Message);

    [Fact]
    public void OfFile_Cancelled_Stops() => Assert.Throws<OperationCanceledException>(() => CheckpointDigest.OfFile(
        Path.Combine(ScratchFolder.Golden("tiny-base"), "model.safetensors"), cancellation: new CancellationToken(canceled: true)));

    [Theory]
    [InlineData("Qwen3-TTS-12Hz-0.6B-Base", "model.safetensors", "180b3b10eb1c9f1b4db7806d5475bae3071c0243c299d49926bab1da3b6946f6")]
    [InlineData("Qwen/Qwen3-TTS-12Hz-1.7B-VoiceDesign", "model.safetensors", "391e8db219f292c515297cdceeb43e4eae67cdde35fa57e79a6a8a532fca0522")]
    [InlineData("qwen3-tts-12hz-1.7b-customvoice", "model.safetensors", null)]
    [InlineData("Qwen3-TTS-12Hz-1.7B-CustomVoice", "speech_tokenizer/model.safetensors", "836b7b357f5ea43e889936a3709af68dfe3751881acefe4ecf0dbd30ba571258")]
    [InlineData("Qwen3-TTS-12Hz-0.6B-Base", "config.json", null)]
    [InlineData("nano", "model.safetensors", null)]
    [InlineData("nano", "speech_tokenizer/model.safetensors", null)]
    public void Published_FileOfACheckpoint_IsWhatManifestsQuote(string checkpoint, string file, string? digest) =>
        Assert.Equal(digest, PublishedDigests.Of(checkpoint, file));

    [Fact]
    public void Published_Digest_NamesItsCheckpoint()
    {
        Assert.All(PublishedDigests.Checkpoints, name =>
        {
            if (PublishedDigests.Of(name, PublishedDigests.ModelWeights) is { } digest)
                Assert.Equal(name, PublishedDigests.Identify(digest.ToUpperInvariant()));
            Assert.Equal("speech tokenizer", PublishedDigests.Identify(PublishedDigests.Of(name, PublishedDigests.CodecWeights)!));
        });
        Assert.Null(PublishedDigests.Identify(new string('0', 64)));
    }

    private sealed class Reports : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }
}
