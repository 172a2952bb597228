using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Speaking;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.UnitTests.Cli.Speaking;

public sealed class DefaultVoiceTest
{
    private static readonly ServedModel[] Models =
    [
        new("speakers", "custom_voice", [SynthesisMode.CustomVoice], ["Chinese"], ["Vivian"], true, null),
        new("small", "base", [SynthesisMode.CloneXVector, SynthesisMode.CloneInContext], ["English"], [], false, null),
    ];

    private static readonly ServedVoice[] Voices =
    [
        Voice("ann", streaming: 0.3, whole: 0.1),
        Voice("bob", streaming: 0.2, whole: 0.2),
        Voice("eve", streaming: null, whole: null),
        new("mine", false, ["small"], true, 3, "", 0.01, 0.01),
    ];

    [Fact]
    public void Choose_FirstModelThatServesHasSpeakers_LeavesItToTheFleet() => Assert.Null(Choose(new SpeechRequest()));

    [Fact]
    public void Choose_ModelWithMeasuredVoices_TakesTheOneUnderstoodBest()
    {
        Assert.Equal("bob", Choose(new SpeechRequest(Model: "small")));
        Assert.Equal("ann", Choose(new SpeechRequest(Model: "small", Delivery: TextDelivery.Whole)));
        Assert.Equal("bob", Choose(new SpeechRequest(Language: "english")));
        Assert.Equal("bob", Choose(new SpeechRequest(Mode: SynthesisMode.CloneInContext)));
    }

    [Fact]
    public void Choose_OtherwiseDecided_LeavesItToTheFleet()
    {
        Assert.Null(Choose(new SpeechRequest(Voice: "ann")));
        Assert.Null(Choose(new SpeechRequest(Instruction: "an old man")));
        Assert.Null(Choose(new SpeechRequest(Mode: SynthesisMode.VoiceDesign)));
        Assert.Null(Choose(new SpeechRequest(Language: "Klingon")));
        Assert.Null(Choose(new SpeechRequest(Model: "other")));
    }

    private static string? Choose(SpeechRequest request) => DefaultVoice.Choose(request, Voices, Models);

    private static ServedVoice Voice(string name, double? streaming, double? whole) => new(name, true, ["small"], true, 4, "", streaming, whole);
}
