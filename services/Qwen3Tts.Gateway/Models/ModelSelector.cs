using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Gateway.Models;

/// <summary>
/// Chooses the model of an utterance: the one named, or the first that has the mode, voice, instruction and language asked
/// for. What rules out the last model is the error.
/// </summary>
internal sealed class ModelSelector(ModelCatalog catalog)
{
    private const string Auto = "auto";

    /// <exception cref="SpeechException">
    /// NotFound: no such model, voice, speaker or language; lists those that there are. Unsupported: the model cannot do it;
    /// names those that can. Invalid: the request contradicts itself.
    /// </exception>
    public Selection Choose(SelectionRequest request)
    {
        var models = catalog.Named(request.Model);
        var mode = request.Mode ?? new ModeResolver(catalog).Resolve(models, request);
        models = WithMode(models, mode, request.Model);
        models = WithVoice(models, mode, request.Voice);
        models = request.HasInstruction ? TakingInstruction(models) : models;
        var language = request.Language is null || Names.Match(request.Language, Auto) ? Auto : request.Language;
        models = language is Auto ? models : WithLanguage(models, language);

        var model = models[0];
        return new Selection(
            model,
            mode,
            model.Languages.FirstOrDefault(known => Names.Match(known, language)) ?? Auto,
            mode is SynthesisMode.CustomVoice ? SpeakerOf(model, request.Voice?.Name) : null,
            mode.Clones() ? WithTranscript(request.Voice?.Found ?? catalog.DefaultVoiceOf(model.Name)!, mode) : null);
    }

    private IReadOnlyList<ModelDescription> WithMode(IReadOnlyList<ModelDescription> models, SynthesisMode mode, string? named) => Keep(
        models,
        model => model.Modes.Contains(mode),
        () => SpeechException.Unsupported(
            $"{(named is null ? "No served model has" : $"The model '{named}' does not have")} the mode {mode.Name()}. "
            + $"Served models that have it: {Served(model => model.Modes.Contains(mode))}."));

    private IReadOnlyList<ModelDescription> WithVoice(IReadOnlyList<ModelDescription> models, SynthesisMode mode, RequestedVoice? voice)
    {
        if (mode is SynthesisMode.CustomVoice)
            return Keep(models, model => SpeakerOf(model, voice?.Name) is not null, () => NoSpeaker(models, voice?.Name));
        if (mode is SynthesisMode.VoiceDesign)
        {
            return voice is null
                ? models
                : throw SpeechException.Invalid(
                    $"The mode {mode.Name()} makes its voice from the instruction, so the request may not name the voice '{voice.Name}'.");
        }

        if (voice is null)
            return Keep(models, model => catalog.DefaultVoiceOf(model.Name) is not null, () => NoDefaultVoice(models));
        var found = voice.Found ?? throw catalog.NoVoice(voice.Name, voice.Existing);
        return Keep(models, model => catalog.CanSpeakWith(model, found), () => SpeechException.Unsupported(
            $"The voice '{found.Name}' ships with a checkpoint of another family than {Names.List(models.Select(model => model.Name))}. "
            + $"Served models that can speak with it: {Served(model => catalog.CanSpeakWith(model, found))}."));
    }

    private IReadOnlyList<ModelDescription> TakingInstruction(IReadOnlyList<ModelDescription> models) => Keep(
        models,
        model => model.TakesInstruction,
        () => SpeechException.Unsupported(
            $"{Subject(models)} no instruction. Served models that take one: "
            + $"{Served(model => model.TakesInstruction)}."));

    private static IReadOnlyList<ModelDescription> WithLanguage(IReadOnlyList<ModelDescription> models, string language) => Keep(
        models,
        model => model.Languages.Any(known => Names.Match(known, language)),
        () => SpeechException.NotFound(
            $"There is no language '{language}' in {Names.List(models.Select(model => model.Name))}. "
            + $"Languages: {Names.List(models.SelectMany(model => model.Languages).Append(Auto))}."));

    private static string? SpeakerOf(ModelDescription model, string? name) =>
        name is null ? model.Speakers.FirstOrDefault() : model.Speakers.FirstOrDefault(speaker => Names.Match(speaker, name));

    private static Voice WithTranscript(Voice voice, SynthesisMode mode) => mode is SynthesisMode.CloneXVector || voice.Transcript is not ""
        ? voice
        : throw SpeechException.Invalid(
            $"{(voice is ClipVoice ? "The clip" : $"The voice '{voice.Name}'")} has no transcript, which the mode {mode.Name()} needs: "
            + $"{(voice is ClipVoice ? "send it" : "register it")} with one, or use {SynthesisMode.CloneXVector.Name()}.");

    private static SpeechException NoSpeaker(IReadOnlyList<ModelDescription> models, string? name) => SpeechException.NotFound(
        $"There is no speaker {(name is null ? "" : $"'{name}' ")}in {Names.List(models.Select(model => model.Name))}. "
        + $"Speakers: {Names.List(models.SelectMany(model => model.Speakers))}.");

    private string Served(Func<ModelDescription, bool> rule) => Names.List(catalog.Models.Where(rule).Select(model => model.Name));

    private SpeechException NoDefaultVoice(IReadOnlyList<ModelDescription> models) => catalog.WhyNoEncoders
        ?? SpeechException.Invalid($"No voice ships with {Names.List(models.Select(model => model.Name))}, so the request must name a registered one.");

    private static string Subject(IReadOnlyList<ModelDescription> models) =>
        models.Count is 1 ? $"The model '{models[0].Name}' takes" : $"The models {Names.List(models.Select(model => model.Name))} take";

    private static IReadOnlyList<ModelDescription> Keep(
        IReadOnlyList<ModelDescription> models, Func<ModelDescription, bool> rule, Func<SpeechException> error)
    {
        List<ModelDescription> kept = [.. models.Where(rule)];
        return kept.Count > 0 ? kept : throw error();
    }
}
