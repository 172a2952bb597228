using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Gateway.Models;

/// <summary>Tells the mode of a request that does not say it.</summary>
internal sealed class ModeResolver(ModelCatalog catalog)
{
    /// <param name="models">Those that may be chosen.</param>
    /// <exception cref="SpeechException">NotFound: the voice that is named is none; lists those that there are.</exception>
    public SynthesisMode Resolve(IReadOnlyList<ModelDescription> models, SelectionRequest request)
    {
        if (request.Voice is { } voice)
        {
            if (models.Any(model => HasSpeaker(model, voice.Name)))
                return SynthesisMode.CustomVoice;
            if (voice.Found is not null)
                return SynthesisMode.CloneXVector;
            // A speaker of a model that may not be chosen: the refusal names that model.
            return catalog.Models.Any(model => HasSpeaker(model, voice.Name))
                ? SynthesisMode.CustomVoice
                : throw catalog.NoVoice(voice.Name, voice.Existing);
        }

        if (request.HasInstruction && request.Model is null)
            return SynthesisMode.VoiceDesign;
        return ModeOf(models.FirstOrDefault(model => CanStart(model, request.Language)) ?? models[0]);
    }

    private bool CanStart(ModelDescription model, string? language) =>
        (model.Kind is not ModelKind.Base || catalog.DefaultVoiceOf(model.Name) is not null)
        && (language is null || model.Languages.Append("auto").Any(known => Names.Match(known, language)));

    private static bool HasSpeaker(ModelDescription model, string name) => model.Speakers.Any(speaker => Names.Match(speaker, name));

    private static SynthesisMode ModeOf(ModelDescription model) => model.Kind switch
    {
        ModelKind.Base => SynthesisMode.CloneXVector,
        ModelKind.CustomVoice => SynthesisMode.CustomVoice,
        _ => SynthesisMode.VoiceDesign,
    };
}
