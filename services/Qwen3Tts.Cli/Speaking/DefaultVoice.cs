using Qwen3Tts.Cli.Client;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Cli.Speaking;

/// <summary>Who speaks where nobody was named: the voice that is understood best.</summary>
public static class DefaultVoice
{
    private const string AutoLanguage = "auto";

    /// <returns>
    /// Of the voices that ship with the model that would serve <paramref name="request"/>, the one with the lowest measured
    /// word error rate; null where none is measured, and the fleet's own choice holds.
    /// </returns>
    public static string? Choose(SpeechRequest request, IReadOnlyList<ServedVoice> voices, IReadOnlyList<ServedModel> models)
    {
        if (request is not { Voice: null, Instruction: null, Mode: null or SynthesisMode.CloneXVector or SynthesisMode.CloneInContext })
            return null;
        var model = models.FirstOrDefault(served => Serves(served, request));
        return voices
            .Where(voice => voice.BuiltIn && model is not null && voice.Models.Contains(model.Name) && ErrorRate(voice, request) is not null)
            .OrderBy(voice => ErrorRate(voice, request))
            .FirstOrDefault()?.Name;
    }

    /// <summary><paramref name="request"/> with the voice that is chosen where it names none.</summary>
    public static async Task<SpeechRequest> FillInAsync(SpeechRequest request, FleetClient client, CancellationToken cancellationToken)
    {
        if (request.Voice is not null)
            return request;
        var voices = await client.ListVoicesAsync(cancellationToken);
        return request with { Voice = Choose(request, voices, await client.ListModelsAsync(cancellationToken)) };
    }

    private static bool Serves(ServedModel model, SpeechRequest request) =>
        (request.Model is null || request.Model == model.Name)
        && (request.Mode is null || model.Modes.Contains(request.Mode.Value))
        && (request.Language is null || model.Languages.Append(AutoLanguage).Contains(request.Language, StringComparer.OrdinalIgnoreCase));

    private static double? ErrorRate(ServedVoice voice, SpeechRequest request) =>
        request.Delivery is TextDelivery.Whole ? voice.WordErrorRateWhole : voice.WordErrorRateStreaming;
}
