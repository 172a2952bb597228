using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Gateway.Output;
using Qwen3Tts.Gateway.Resumption;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Texts;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>Turns a request into an utterance: which model, mode, voice and language; nothing later checks them again.</summary>
internal sealed class UtterancePlanner(
    ModelRegistry registry,
    VoiceCatalog voices,
    IVoicePolicy policy,
    TenantLexicons lexicons,
    SeedSource seeds,
    Watermarks watermarks,
    WorkerFleet fleet,
    UtteranceTokens tokens)
{
    /// <exception cref="SpeechException">The request asks for what is not there or not possible; see <see cref="ModelSelector"/>.</exception>
    public Task<Utterance> PlanAsync(Tenant tenant, SynthesisRequest request, CancellationToken cancellation) =>
        registry.LookAsync(models => PlanAsync(tenant, request, null, models, cancellation), cancellation);

    /// <summary>Plans an utterance again, of which the client has some samples.</summary>
    /// <exception cref="SpeechException">
    /// Invalid: the token is none of this tenant's, or has expired. Conflict: its voice is another now. Unsupported: speech is marked now and
    /// was not, or was and is not. Else as <see cref="PlanAsync(Tenant, SynthesisRequest, CancellationToken)"/>.
    /// </exception>
    public Task<Utterance> ResumeAsync(Tenant tenant, ResumeRequest request, CancellationToken cancellation)
    {
        var token = tokens.Open(tenant, request.Token);
        if (watermarks.AreOn != token.Watermark is not null)
            throw SpeechException.Unsupported("Whether speech is marked has changed since this utterance began; begin it anew with 'start'.");
        return registry.LookAsync(
            async models => await PlanAsync(tenant, token.Request, token, models, cancellation) with { Heard = request.SamplesReceived },
            cancellation);
    }

    private async Task<Utterance> PlanAsync(
        Tenant tenant, SynthesisRequest request, UtteranceToken? past, ModelCatalog models, CancellationToken cancellation)
    {
        var selection = new ModelSelector(models).Choose(new SelectionRequest(
            request.Model,
            request.Mode,
            request.Voice is { } name ? await FindVoiceAsync(tenant, name, request, models, cancellation) : null,
            request.Language,
            request.Instruction is not null));
        if (past is not null)
            EnsureSame(selection.Voice as RegisteredVoice, past);
        var utterance = new Utterance(
            past?.Utterance ?? Guid.NewGuid().ToString("N"),
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
            past is null ? await watermarks.NextAsync(tenant, Voice(selection), cancellation) : Payload(past))
        {
            Manner = request.Manner,
            Reading = request.Reading.After(lexicons.Of(tenant)),
            Fingerprint = past?.Fingerprint ?? fleet[WorkerService.TokenGenerator].Fingerprint(selection.Model.Name),
            Resumption = past is null ? "" : Guid.NewGuid().ToString("N"),
        };
        return utterance with { Token = tokens.Seal(tenant, request, utterance) };
    }

    private static WatermarkPayload? Payload(UtteranceToken past) => past.Watermark is { } payload ? WatermarkPayload.From(payload) : null;

    private static void EnsureSame(RegisteredVoice? voice, UtteranceToken past)
    {
        if ((voice?.Id ?? "") != past.VoiceId || (voice?.Revision ?? 0) != past.VoiceRevision)
        {
            throw new SpeechException(
                SpeechErrorKind.Conflict, $"The voice '{past.Request.Voice}' was changed since this utterance began; begin it anew with 'start'.");
        }
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
