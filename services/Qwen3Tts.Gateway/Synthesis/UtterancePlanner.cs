using Microsoft.Extensions.Options;
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
    OneOffVoices clips,
    IVoicePolicy policy,
    TenantLexicons lexicons,
    SeedSource seeds,
    Watermarks watermarks,
    IOptions<VoicesOptions> options,
    IOptions<LongTextOptions> longTexts,
    WorkerFleet fleet,
    UtteranceTokens tokens)
{
    /// <param name="id">The utterance's, which no other has.</param>
    /// <param name="claim">The caller, and what it brings for cloning a clip.</param>
    /// <exception cref="SpeechException">The request asks for what is not there or not possible; see <see cref="ModelSelector"/>.</exception>
    public async Task<Utterance> PlanAsync(string id, CloneClaim claim, SynthesisRequest request, CancellationToken cancellation)
    {
        if (request.Clip is { } clip)
        {
            EnsureClones(request);
            options.Value.EnsureFits(clip.Transcript);
            await policy.EnsureMayBeginAsync(claim, cancellation);
        }

        return await registry.LookAsync(models => PlanAsync(id, claim, request, null, models, cancellation), cancellation);
    }

    /// <summary>Plans an utterance again, of which the client has some samples.</summary>
    /// <param name="token">What it was resolved to before.</param>
    /// <param name="heard">Samples that the client has.</param>
    /// <exception cref="SpeechException">
    /// Conflict: its voice is another now. Unsupported: speech is marked now and was not, or was and is not. Else as
    /// <see cref="PlanAsync(string, CloneClaim, SynthesisRequest, CancellationToken)"/>.
    /// </exception>
    public Task<Utterance> ResumeAsync(CloneClaim claim, UtteranceToken token, long heard, CancellationToken cancellation)
    {
        if (watermarks.AreOn != token.Watermark is not null)
            throw SpeechException.Unsupported("Whether speech is marked has changed since this utterance began; begin it anew with 'start'.");
        return registry.LookAsync(
            async models => await PlanAsync(token.Utterance, claim, token.Request, token, models, cancellation) with { Heard = heard },
            cancellation);
    }

    /// <summary>An utterance as it is spoken by another voice, which its text names: by the same model, a clone in context where the utterance is one and the voice can be.</summary>
    /// <param name="names">In order of preference, parted by spaces.</param>
    /// <exception cref="SpeechException">NotFound: no voice has one of the names. Else as <see cref="PlanAsync(string, CloneClaim, SynthesisRequest, CancellationToken)"/>.</exception>
    public Task<Utterance> RecastAsync(CloneClaim claim, Utterance utterance, string names, CancellationToken cancellation) => registry.LookAsync(
        async models =>
        {
            var request = new SynthesisRequest { Model = utterance.Model.Name };
            RequestedVoice? asked = null;
            foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var next = await FindVoiceAsync(claim.Caller.Tenant, name, request, models, cancellation);
                asked ??= next;
                if (next.Found is null && !utterance.Model.Speakers.Any(speaker => Names.Match(speaker, name)))
                    continue;
                asked = next;
                break;
            }

            SynthesisMode? mode = utterance.IsInContext && asked?.Found?.Transcript is not (null or "") ? utterance.Mode : null;
            var selection = new ModelSelector(models).Choose(new SelectionRequest(utterance.Model.Name, mode, asked));
            return utterance with
            {
                Mode = selection.Mode,
                Speaker = selection.Speaker,
                Voice = selection.Voice is { } voice ? await UseAsync(claim, voice, selection, models, cancellation) : null,
            };
        },
        cancellation);

    private async Task<Utterance> PlanAsync(
        string id, CloneClaim claim, SynthesisRequest request, UtteranceToken? past, ModelCatalog models, CancellationToken cancellation)
    {
        var tenant = claim.Caller.Tenant;
        var selection = new ModelSelector(models).Choose(new SelectionRequest(
            request.Model,
            request.Mode,
            await AskedForAsync(tenant, request, models, cancellation),
            request.Language,
            request.Instruction is not null));
        if (past is not null)
            EnsureSame(selection.Voice as RegisteredVoice, past);
        var use = selection.Voice is { } voice ? await UseAsync(claim, voice, selection, models, cancellation) : null;
        var utterance = new Utterance(
            id,
            selection.Model,
            selection.Mode,
            selection.Language,
            selection.Speaker,
            use,
            request.Instruction ?? "",
            request.Delivery ?? DefaultDelivery(selection.Mode),
            request.Sampling,
            request.Seed ?? seeds.Draw(),
            request.Encoding,
            request.Purpose,
            past is null ? await watermarks.NextAsync(tenant, Voice(selection, use), cancellation) : Payload(past))
        {
            Manner = request.Manner,
            Marks = request.Marks,
            LeadsOn = longTexts.Value.LeadOn && selection.Model.TellsWords,
            Reading = request.Reading.After(lexicons.Of(tenant)),
            Fingerprint = past?.Fingerprint ?? fleet[WorkerService.TokenGenerator].Fingerprint(selection.Model.Name),
            Resumption = past is null ? "" : Guid.NewGuid().ToString("N"),
        };
        // A clip would be in the token, and the client has it; nothing leads back to who was cloned.
        return request.Clip is null ? utterance with { Token = tokens.Seal(tenant, request, utterance) } : utterance;
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

    private static void EnsureClones(SynthesisRequest request)
    {
        if (request.Voice is not null)
            throw SpeechException.Invalid($"The request names the voice '{request.Voice}' and brings a clip to clone; it may do one of the two.");
        if (request.Mode is { } mode && !mode.Clones())
        {
            throw SpeechException.Invalid(
                $"A clip is cloned by {SynthesisMode.CloneXVector.Name()} or {SynthesisMode.CloneInContext.Name()}, not by {mode.Name()}.");
        }
    }

    /// <summary>What tells the voice that is chosen from all others of the tenant.</summary>
    private static string Voice(Selection selection, VoiceUse? use) => use?.Voice switch
    {
        RegisteredVoice registered => registered.Id,
        OneOffVoice cloned => $"clip/{cloned.ClipDigest}",
        _ => $"{selection.Model.Name}/{selection.Voice?.Name ?? selection.Speaker}",
    };

    private async Task<RequestedVoice?> AskedForAsync(Tenant tenant, SynthesisRequest request, ModelCatalog models, CancellationToken cancellation)
    {
        if (request.Clip is { } clip)
            return new RequestedVoice(ClipVoice.Label, new ClipVoice(new ReferenceClip(clip.Clip, clip.Transcript)), []);
        return request.Voice is { } name ? await FindVoiceAsync(tenant, name, request, models, cancellation) : null;
    }

    private async Task<RequestedVoice> FindVoiceAsync(
        Tenant tenant, string name, SynthesisRequest request, ModelCatalog models, CancellationToken cancellation)
    {
        var isSpeaker = models.Named(request.Model).Any(model => model.Speakers.Any(speaker => Names.Match(speaker, name)));
        if (request.Mode is SynthesisMode.CustomVoice or SynthesisMode.VoiceDesign || (request.Mode is null && isSpeaker))
            return new RequestedVoice(name, null, []);
        var found = await voices.FindForUseAsync(tenant, name, models, cancellation);
        return new RequestedVoice(name, found, found is null ? await voices.NamesAsync(tenant, models, cancellation) : []);
    }

    private async Task<VoiceUse> UseAsync(CloneClaim claim, Voice voice, Selection selection, ModelCatalog models, CancellationToken cancellation)
    {
        if (voice is RegisteredVoice registered)
            policy.EnsureMaySpeak(registered.Grant);
        var encoder = voice is BuiltInVoice builtIn
            ? models.SourceOf(builtIn, selection.Model.Name)!
            : models.EncoderOf(selection.Model.Name);
        var key = new EmbeddingKey(encoder.Family, WithCodes: selection.Mode is SynthesisMode.CloneInContext, encoder.Revision);
        var use = new VoiceUse(claim.Caller.Tenant, voice, encoder.Model, key, selection.Model.Codec.Groups);
        return voice is ClipVoice { Clip: var clip }
            ? use with { Voice = await clips.CloneAsync(claim, clip, encoder, key, use.CodeGroups, cancellation) }
            : use;
    }

    // As the official package does it.
    private static TextDelivery DefaultDelivery(SynthesisMode mode) => mode.Clones() ? TextDelivery.Streaming : TextDelivery.Whole;
}
