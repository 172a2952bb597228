using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.UnitTests.Gateway.Models;

public sealed class ModelSelectorTest
{
    private static readonly RegisteredVoice Mine = new("id", "mine", "what I say", 3, default);
    private static readonly BuiltInVoice Joe = new("joe", "what joe says", 3, "", null, null);
    private static readonly BuiltInVoice Oskar = new("oskar", "", 3, "", null, null);
    private static readonly BuiltInVoice Clara = new("clara", "", 3, "", null, null);

    private static readonly ModelDescription Small = Model("small", ModelKind.Base, ["English"]);
    private static readonly ModelDescription Large = Model("large", ModelKind.Base, ["English", "Chinese"]);
    private static readonly ModelDescription Plain = Model("plain", ModelKind.CustomVoice, ["English", "Chinese"], ["Vivian", "Ryan"]);
    private static readonly ModelDescription Actors = Model("actors", ModelKind.CustomVoice, ["English", "German"], ["Ryan", "Dylan"], instruction: true);
    private static readonly ModelDescription Designer = Model("designer", ModelKind.VoiceDesign, ["English"], instruction: true);

    private static readonly ModelCatalog All = new(
        [Small, Large, Plain, Actors, Designer],
        [new SpeakerEncoder("small", "s", [Joe, Oskar]), new SpeakerEncoder("large", "l", [Clara])]);

    public static TheoryData<string?, SynthesisMode?, string?, string?, bool, string> Served => new()
    {
        { null, null, null, null, false, "small CloneXVector auto joe" },
        { null, null, "joe", null, false, "small CloneXVector auto joe" },
        { null, null, "JOE", "ENGLISH", false, "small CloneXVector English joe" },
        { null, null, "clara", null, false, "large CloneXVector auto clara" },
        { null, null, "mine", null, false, "small CloneXVector auto mine" },
        { null, null, "mine", "chinese", false, "large CloneXVector Chinese mine" },
        { null, null, "mine", "Auto", false, "small CloneXVector auto mine" },
        { "large", null, "mine", null, false, "large CloneXVector auto mine" },
        { null, SynthesisMode.CloneInContext, "mine", null, false, "small CloneInContext auto mine" },
        { "large", null, null, null, false, "large CloneXVector auto clara" },
        { null, null, "vivian", null, false, "plain CustomVoice auto Vivian" },
        { null, null, "RYAN", null, false, "plain CustomVoice auto Ryan" },
        { null, null, "ryan", "German", false, "actors CustomVoice German Ryan" },
        { null, null, "ryan", null, true, "actors CustomVoice auto Ryan" },
        { "actors", null, null, null, false, "actors CustomVoice auto Ryan" },
        { "actors", null, null, null, true, "actors CustomVoice auto Ryan" },
        { null, SynthesisMode.CustomVoice, null, null, false, "plain CustomVoice auto Vivian" },
        { null, null, null, "German", false, "actors CustomVoice German Ryan" },
        { null, null, null, null, true, "designer VoiceDesign auto " },
        { "designer", null, null, null, false, "designer VoiceDesign auto " },
        { null, SynthesisMode.VoiceDesign, null, null, false, "designer VoiceDesign auto " },
    };

    public static TheoryData<string?, SynthesisMode?, string?, string?, bool, SpeechErrorKind, string> Refused => new()
    {
        {
            "huge", null, null, null, false, SpeechErrorKind.NotFound,
            "There is no model 'huge'. Served: 'small', 'large', 'plain', 'actors', 'designer'."
        },
        {
            null, null, "nobody", null, false, SpeechErrorKind.NotFound,
            "There is no voice 'nobody'. Voices: 'joe', 'mine'. Speakers: 'Vivian', 'Ryan', 'Dylan'."
        },
        {
            null, SynthesisMode.CloneXVector, "vivian", null, false, SpeechErrorKind.NotFound,
            "There is no voice 'vivian'. Voices: 'joe', 'mine'. Speakers: 'Vivian', 'Ryan', 'Dylan'."
        },
        {
            "actors", SynthesisMode.CustomVoice, "vivian", null, false, SpeechErrorKind.NotFound,
            "There is no speaker 'vivian' in 'actors'. Speakers: 'Ryan', 'Dylan'."
        },
        {
            null, null, "mine", "Klingon", false, SpeechErrorKind.NotFound,
            "There is no language 'Klingon' in 'small', 'large'. Languages: 'English', 'Chinese', 'auto'."
        },
        {
            "small", null, null, "Chinese", false, SpeechErrorKind.NotFound,
            "There is no language 'Chinese' in 'small'. Languages: 'English', 'auto'."
        },
        {
            "small", SynthesisMode.CustomVoice, null, null, false, SpeechErrorKind.Unsupported,
            "The model 'small' does not have the mode custom_voice. Served models that have it: 'plain', 'actors'."
        },
        {
            "small", null, "dylan", null, false, SpeechErrorKind.Unsupported,
            "The model 'small' does not have the mode custom_voice. Served models that have it: 'plain', 'actors'."
        },
        {
            "designer", null, "mine", null, false, SpeechErrorKind.Unsupported,
            "The model 'designer' does not have the mode clone_x_vector. Served models that have it: 'small', 'large'."
        },
        {
            "small", null, "mine", null, true, SpeechErrorKind.Unsupported,
            "The model 'small' takes no instruction. Served models that take one: 'actors', 'designer'."
        },
        {
            null, null, "mine", null, true, SpeechErrorKind.Unsupported,
            "The models 'small', 'large' take no instruction. Served models that take one: 'actors', 'designer'."
        },
        {
            "plain", null, "ryan", null, true, SpeechErrorKind.Unsupported,
            "The model 'plain' takes no instruction. Served models that take one: 'actors', 'designer'."
        },
        {
            "large", null, "joe", null, false, SpeechErrorKind.Unsupported,
            "The voice 'joe' ships with a checkpoint of another family than 'large'. Served models that can speak with it: 'small'."
        },
        {
            null, SynthesisMode.CloneInContext, "oskar", null, false, SpeechErrorKind.Invalid,
            "The voice 'oskar' has no transcript, which the mode clone_in_context needs: register it with one, or use clone_x_vector."
        },
        {
            null, SynthesisMode.VoiceDesign, "ryan", null, true, SpeechErrorKind.Invalid,
            "The mode voice_design makes its voice from the instruction, so the request may not name the voice 'ryan'."
        },
    };

    [Theory]
    [MemberData(nameof(Served))]
    public void Request_OfWhatIsServed_IsGivenTheFirstModelThatHasIt(
        string? model, SynthesisMode? mode, string? voice, string? language, bool instruction, string expected)
    {
        var chosen = new ModelSelector(All).Choose(new SelectionRequest(model, mode, Voice(voice), language, instruction));

        Assert.Equal(expected, $"{chosen.Model.Name} {chosen.Mode} {chosen.Language} {chosen.Speaker ?? chosen.Voice?.Name}");
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Request_OfWhatIsNot_IsRefusedAndSaysWhatThereIs(
        string? model, SynthesisMode? mode, string? voice, string? language, bool instruction, SpeechErrorKind kind, string message)
    {
        var error = Assert.Throws<SpeechException>(
            () => new ModelSelector(All).Choose(new SelectionRequest(model, mode, Voice(voice), language, instruction)));

        Assert.Equal((kind, message), (error.Kind, error.Message));
    }

    [Fact]
    public void Mode_ThatNoModelHas_IsUnsupported()
    {
        var error = Assert.Throws<SpeechException>(
            () => new ModelSelector(new ModelCatalog([Small], [])).Choose(new SelectionRequest(HasInstruction: true)));

        Assert.Equal(
            (SpeechErrorKind.Unsupported, "No served model has the mode voice_design. Served models that have it: none."), (error.Kind, error.Message));
    }

    [Fact]
    public void FirstModel_ThatShipsWithNoVoice_IsPassedOverWhereNoneIsNamed() =>
        Assert.Equal("plain", new ModelSelector(new ModelCatalog([Small, Plain], [])).Choose(new SelectionRequest()).Model.Name);

    [Fact]
    public void OnlyModel_ThatShipsWithNoVoice_WantsOneNamed()
    {
        var error = Assert.Throws<SpeechException>(() => new ModelSelector(new ModelCatalog([Small], [])).Choose(new SelectionRequest()));

        Assert.Equal(
            (SpeechErrorKind.Invalid, "No voice ships with 'small', so the request must name a registered one."), (error.Kind, error.Message));
    }

    [Fact]
    public void Voices_ThatAreNotKnown_AreUnavailableAndNotNone()
    {
        var away = SpeechException.Unavailable("The service 'speaker-embedding' is not there.");
        var selector = new ModelSelector(new ModelCatalog([Small], [], away));

        Assert.Same(away, Assert.Throws<SpeechException>(() => selector.Choose(new SelectionRequest())));
        Assert.Same(away, Assert.Throws<SpeechException>(() => selector.Choose(new SelectionRequest(Voice: new RequestedVoice("joe", null, [])))));
    }

    private static RequestedVoice? Voice(string? name) => name is null ? null : new RequestedVoice(
        name, All.FindBuiltIn(name) ?? (name is "mine" ? Mine : (Voice?)null), ["joe", "mine"]);

    private static ModelDescription Model(
        string name, ModelKind kind, string[] languages, string[]? speakers = null, bool instruction = false) => new(
        name, kind, languages, speakers ?? [], instruction, kind is ModelKind.Base ? 2 : 0, new CodecFormat("codec", 16, 2048, 24000, 1920));
}
