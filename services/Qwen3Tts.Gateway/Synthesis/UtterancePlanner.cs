using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Gateway.Output;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Texts;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>Turns a request into an utterance: which model, mode, voice and language; nothing later checks them again.</summary>
internal sealed class UtterancePlanner(
    ModelRegistry registry, VoiceCatalog voices, IVoicePolicy policy, TenantLexicons lexicons, SeedSource seeds, Watermarks watermarks)
{
    /// <exception cref="SpeechException">The request asks for what is not there or not possible; see <see cref="ModelSelector"/>.</exception>
    public Task<Utterance> PlanAsync(Tenant tenant, SynthesisRequest request, CancellationToken cancellation) =>
        registry.LookAsync(models => PlanAsync(tenant, request, models, cancellation), cancellation);

    private async Task<Utterance> PlanAsync(Tenant tenant, SynthesisRequest request, ModelCatalog models, CancellationToken cancellation)
    {
        var selection = new ModelSelector(models).Choose(new SelectionRequest(
            request.Model,
            request.Mode,
            request.Voice is { } name ? await FindVoiceAsync(tenant, name, request, models, cancellation) : null,
            request.Language,
            request.Instruction is not null));
        return new Utterance(
            Guid.NewGuid().ToString("N"),
            selection.Model,
            selection.Mode,
            selection.Language,
            selection.Speaker,
            selection.Voice is { } voice ? Use(tenant, voice, selection, models) : null,
            request.Instruction ?? "",
            request.Delivery ?? DefaultDelivery(selection.Mode),
            request.Sampling,
            request.Seed ?? seeds.Draw(),
            request.Encoding,
            request.Purpose,
            await watermarks.NextAsync(tenant, Voice(selection), cancellation))
        {
            Manner = request.Manner,
            Marks = request.Marks,
            Reading = request.Reading.After(lexicons.Of(tenant)),
        };
    }

    /// <summary>What tells the voice that is chosen from all others of the tenant.</summary>
    private static string Voice(Selection selection) =>
        selection.Voice is RegisteredVoice registered ? registered.Id : $"{selection.Model.Name}/{selection.Voice?.Name ?? selection.Speaker}";

    private async Task<RequestedVoice> FindVoiceAsync(
        Tenant tenant, string name, SynthesisRequest request, ModelCatalog models, CancellationToken cancellation)
    {
        var isSpeaker = models.Named(request.Model).Any(model => model.Speakers.Any(speaker => Names.Match(speaker, name)));
        if (request.Mode is SynthesisMode.CustomVoice or SynthesisMode.VoiceDesign || (request.Mode is null && isSpeaker))
            return new RequestedVoice(name, null, []);
        var found = await voices.FindForUseAsync(tenant, name, models, cancellation);
        return new RequestedVoice(name, found, found is null ? await voices.NamesAsync(tenant, models, cancellation) : []);
    }

    private VoiceUse Use(Tenant tenant, Voice voice, Selection selection, ModelCatalog models)
    {
        if (voice is RegisteredVoice registered)
            policy.EnsureMaySpeak(registered.Grant);
        var encoder = voice is BuiltInVoice builtIn
            ? models.SourceOf(builtIn, selection.Model.Name)!
            : models.EncoderOf(selection.Model.Name);
        var key = new EmbeddingKey(encoder.Family, WithCodes: selection.Mode is SynthesisMode.CloneInContext, encoder.Revision);
        return new VoiceUse(tenant, voice, encoder.Model, key, selection.Model.Codec.Groups);
    }

    // As the official package does it.
    private static TextDelivery DefaultDelivery(SynthesisMode mode) => mode.Clones() ? TextDelivery.Streaming : TextDelivery.Whole;
}
