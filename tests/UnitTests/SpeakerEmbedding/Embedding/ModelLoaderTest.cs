using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.SpeakerEmbedding.Clips;
using Qwen3Tts.SpeakerEmbedding.Embedding;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.UnitTests.Architecture;
using Qwen3Tts.UnitTests.Modeling;

namespace Qwen3Tts.UnitTests.SpeakerEmbedding.Embedding;

public sealed class ModelLoaderTest
{
    private static readonly SpeakerEmbeddingOptions Options = new();

    [Fact]
    public void Checkpoints_WithAndWithoutASpeakerEncoder_AreServedByWhatTheyCan()
    {
        using var cloner = new GoldenCheckpoint();
        using var other = new GoldenCheckpoint("tiny-custom-voice");

        using var models = ModelLoader.Load(
            new ModelsOptions { Checkpoints = [$"cloner={cloner.Folder}", $"twin={cloner.Folder}", $"other={other.Folder}"] }, Options);

        Assert.Equal(["cloner", "twin"], models.Models.Select(model => model.Name));
        Assert.Same(models.Models[0].Encoder, models.Models[1].Encoder);
        Assert.Equal(SpeechErrorKind.Unsupported, Assert.Throws<SpeechException>(() => models["other"]).Kind);
        var clip = WaveReader.Read(
            File.ReadAllBytes(Path.Combine(Sources.Root, "tests/golden/audio/ref-short.wav")), new WaveLimits(MaxSeconds: 60));
        var voice = models["cloner"].Encoder.Encode(clip.Samples, withCodes: true, TestContext.Current.CancellationToken);
        Assert.Equal(models["cloner"].Encoder.XVectorSize, voice.XVector.Length);
        Assert.Equal(7, voice.ReferenceCodes!.Count);
        Assert.Null(models["cloner"].Encoder.Encode(clip.Samples, withCodes: false, TestContext.Current.CancellationToken).ReferenceCodes);
    }

    [Fact]
    public void VoicesOfACheckpoint_AreReadAtTheStart()
    {
        using var checkpoint = new GoldenCheckpoint();
        AddVoice(checkpoint, "ada", WaveWriter.Write(new Waveform(new float[24_000], 24_000)));

        using var models = ModelLoader.Load(new ModelsOptions { Checkpoints = [$"cloner={checkpoint.Folder}"] }, Options);

        Assert.Equal(1, models["cloner"].Voice("ada").Clip.Seconds);
    }

    [Theory]
    [InlineData(0, "The WAV file holds no samples.")]
    [InlineData(2_400, "The reference clip is 0.10 s long; at least 0.4 s are needed.")]
    public void VoiceThatIsNotValid_IsNamedWithWhatIsWrong(int samples, string message)
    {
        using var checkpoint = new GoldenCheckpoint();
        var path = AddVoice(checkpoint, "ada", WaveWriter.Write(new Waveform(new float[samples], 24_000)));

        var error = Assert.Throws<SpeechException>(
            () => ModelLoader.Load(new ModelsOptions { Checkpoints = [checkpoint.Folder] }, Options));

        Assert.Equal((SpeechErrorKind.Invalid, $"{path}: {message}"), (error.Kind, error.Message));
    }

    private static string AddVoice(GoldenCheckpoint checkpoint, string name, byte[] clip)
    {
        var folder = Directory.CreateDirectory(Path.Combine(checkpoint.Folder, "voices")).FullName;
        var path = Path.Combine(folder, $"{name}.wav");
        File.WriteAllBytes(path, clip);
        return path;
    }
}
