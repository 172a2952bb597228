using Qwen3Tts.Cli.Alignment;
using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.UnitTests.Cli.Alignment;

public sealed class AlignmentVoiceTest
{
    [Theory]
    [InlineData("tiny-base", null, null, null, "ships none: give --clip FILE")]
    [InlineData("tiny-base", null, null, "softly", "takes no --instruct")]
    [InlineData("tiny-base", "joe", "clip.wav", null, "give one of them")]
    [InlineData("tiny-base", null, "nowhere.wav", null, "'nowhere.wav' does not exist")]
    [InlineData("tiny-custom-voice", "nobody", null, null, "has no speaker 'nobody'. It has: ")]
    [InlineData("tiny-custom-voice", null, "clip.wav", null, "name one of its speakers with --voice: ")]
    [InlineData("tiny-voice-design", "joe", null, null, "takes neither --voice nor --clip")]
    public async Task Voice_ThatTheCheckpointHasNot_IsRefusedWithWhatItHas(string name, string? voice, string? clip, string? instruction, string reason)
    {
        using var checkpoint = Checkpoint.Open(ScratchFolder.Golden(name));

        var error = await Assert.ThrowsAsync<SpeechException>(() => Open(checkpoint, voice, clip, instruction));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Speaker_ByAnyCase_OrTheFirst()
    {
        using var checkpoint = Checkpoint.Open(ScratchFolder.Golden("tiny-custom-voice"));
        var speakers = checkpoint.Describe().Speakers;

        Assert.Equal(speakers[0], (await Open(checkpoint)).Speaker);
        Assert.Equal(speakers[^1], (await Open(checkpoint, speakers[^1].ToUpperInvariant())).Speaker);
    }

    [Fact]
    public async Task Design_IsByTheInstruction()
    {
        using var checkpoint = Checkpoint.Open(ScratchFolder.Golden("tiny-voice-design"));

        Assert.Equal("A giant.", (await Open(checkpoint, instruction: "A giant.")).Instruction);
        Assert.NotEqual("", (await Open(checkpoint)).Instruction);
    }

    [Fact]
    public async Task Clip_IsPreparedAndEmbedded()
    {
        var nano = Path.Combine(Architecture.Sources.Root, "deploy", "models", "nano");
        using var checkpoint = Checkpoint.Open(nano);
        using var cache = new ScratchFolder();

        var voice = await Open(checkpoint, clip: Path.Combine(nano, "voices", "joe.wav"), cache: cache.Path);

        Assert.Equal((SynthesisMode.CloneXVector, "the voice of joe.wav"), (voice.Mode, voice.Name));
        Assert.Equal(checkpoint.Describe().XVectorSize, voice.Embedding!.XVector.Length);
    }

    private static Task<SampleVoice> Open(
        Checkpoint checkpoint, string? voice = null, string? clip = null, string? instruction = null, string? cache = null) =>
        new AlignmentVoice(voice, clip, instruction).OpenAsync(checkpoint, new SessionSettings(CacheFolder: cache), TestContext.Current.CancellationToken);
}
