using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Gateway.Models;

/// <summary>The models that a fleet serves, in its order, and the voices that ship with them.</summary>
/// <param name="whyNoEncoders">Why nothing is known of <paramref name="encoders"/>; null when something is.</param>
internal sealed class ModelCatalog(
    IEnumerable<ModelDescription> models, IEnumerable<SpeakerEncoder> encoders, SpeechException? whyNoEncoders = null)
{
    private readonly IReadOnlyList<SpeakerEncoder> _encoders = [.. encoders];

    public IReadOnlyList<ModelDescription> Models { get; } = [.. models];

    /// <summary>One of each name; models of several families may ship voices of the same name.</summary>
    public IEnumerable<BuiltInVoice> BuiltInVoices =>
        _encoders.SelectMany(encoder => encoder.Voices).DistinctBy(voice => voice.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Models that make voices from clips.</summary>
    public IReadOnlyList<SpeakerEncoder> Encoders => _encoders;

    /// <summary>Unavailable: the voices that ship with the models are not known. Unsupported: this fleet clones none.</summary>
    public SpeechException? WhyNoEncoders => whyNoEncoders;

    /// <summary>The model of that name, or all where <paramref name="name"/> is null.</summary>
    /// <exception cref="SpeechException">NotFound; the message lists the models that are served.</exception>
    public IReadOnlyList<ModelDescription> Named(string? name)
    {
        if (name is null)
            return Models;
        var model = Models.FirstOrDefault(model => model.Name == name);
        return model is not null
            ? [model]
            : throw SpeechException.NotFound($"There is no model '{name}'. Served: {Names.List(Models.Select(model => model.Name))}.");
    }

    /// <exception cref="SpeechException">Unavailable or Unsupported: nothing that makes voices for the model is there.</exception>
    public SpeakerEncoder EncoderOf(string model) =>
        _encoders.FirstOrDefault(encoder => encoder.Model == model)
        ?? throw whyNoEncoders ?? SpeechException.Unavailable($"No '{WorkerService.SpeakerEmbedding.Name()}' of this fleet serves the model '{model}'.");

    public BuiltInVoice? FindBuiltIn(string name) => BuiltInVoices.FirstOrDefault(voice => Names.Match(voice.Name, name));

    /// <summary>
    /// The encoder of <paramref name="model"/>'s family whose checkpoint ships the voice; null where the model cannot speak
    /// with it, since its clip is only there.
    /// </summary>
    public SpeakerEncoder? SourceOf(BuiltInVoice voice, string model)
    {
        var family = _encoders.FirstOrDefault(encoder => encoder.Model == model)?.Family;
        return _encoders.FirstOrDefault(encoder =>
            encoder.Family == family && encoder.Voices.Any(shipped => Names.Match(shipped.Name, voice.Name)));
    }

    /// <summary>The first voice that ships with the model or its family; null where none does.</summary>
    public BuiltInVoice? DefaultVoiceOf(string model)
    {
        var own = _encoders.FirstOrDefault(encoder => encoder.Model == model);
        return own?.Voices.FirstOrDefault()
            ?? _encoders.Where(encoder => encoder.Family == own?.Family).SelectMany(encoder => encoder.Voices).FirstOrDefault();
    }

    /// <summary>Whether the model can speak with the voice.</summary>
    public bool CanSpeakWith(ModelDescription model, Voice voice) =>
        model.Modes.Contains(SynthesisMode.CloneXVector) && voice is not RegisteredVoice { State: VoiceState.Revoked } && (voice is not BuiltInVoice builtIn || SourceOf(builtIn, model.Name) is not null);

    /// <summary>The error for a voice that is none: lists speakers and voices, unless the voices that ship with models are not known.</summary>
    /// <param name="existing">The voices that there are.</param>
    public SpeechException NoVoice(string name, IEnumerable<string> existing) => whyNoEncoders is { Kind: SpeechErrorKind.Unavailable }
        ? whyNoEncoders
        : SpeechException.NotFound(
            $"There is no voice '{name}'. Voices: {Names.List(existing)}. "
            + $"Speakers: {Names.List(Models.SelectMany(model => model.Speakers))}.");
}
