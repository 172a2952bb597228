using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Consent.Phrases;
using Qwen3Tts.Gateway.Consent.Stores;
using Qwen3Tts.Gateway.Consent.Vault;
using Qwen3Tts.Gateway.Consent.Verification;
using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent;

/// <summary>Issues phrases, and takes the recordings that say them.</summary>
internal sealed class ConsentIntake(
    ConsentLedger ledger,
    ConsentVault vault,
    ModelRegistry registry,
    ISpeakerEmbedder embedder,
    SpeakerJudge speakers,
    IPhraseVerifier phrases,
    GatewayMetrics metrics,
    IOptions<ConsentOptions> options,
    TimeProvider time)
{
    private const int MaxNameLength = 200;

    private static readonly Dictionary<string, string> NoFacts = [];

    private readonly ConsentOptions _options = options.Value;

    /// <exception cref="SpeechException">Invalid: the name, or there are no phrases in that language. Exhausted: the tenant has too many.</exception>
    public async Task<(VoiceConsent Consent, PersonalParts Personal)> RequestAsync(
        Caller caller, string person, string language, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(person) || person.Length > MaxNameLength)
            throw SpeechException.Invalid($"A consent needs the name of the person whose voice it is, 1 to {MaxNameLength} characters.");
        var spoken = PhraseBook.Language(language.Trim());
        await MakeRoomAsync(caller.Tenant, cancellation);

        var id = Guid.NewGuid().ToString("N");
        var personal = new PersonalParts(person.Trim(), PhraseBook.Draw(spoken, _options.PhraseWords));
        var key = vault.NewKey(caller.Tenant, id);
        using var seal = vault.Open(caller.Tenant, id, key);
        var now = time.GetUtcNow();
        var consent = new VoiceConsent
        {
            Id = id,
            State = ConsentState.Issued,
            Language = spoken.Code,
            Issued = now,
            PhraseExpires = now + _options.PhraseLifetime,
            Key = key,
            Personal = seal.Seal("personal", ConsentRecords.Write(personal)),
        };
        await ledger.AddAsync(caller, consent, NoFacts, cancellation);
        return (consent, personal);
    }

    /// <summary>Takes the recording of the phrase and the sample that a voice is to be made from. The phrase is used up by it.</summary>
    /// <exception cref="SpeechException">
    /// Invalid: the phrase was used or has expired, or a clip is no good. Unavailable or Unsupported: nothing that embeds clips is there.
    /// </exception>
    public async Task<VoiceConsent> SubmitAsync(
        Caller caller, string id, ReadOnlyMemory<byte> recording, ReadOnlyMemory<byte> sample, CancellationToken cancellation)
    {
        var consent = await EnsureOpenAsync(caller.Tenant, id, cancellation);
        var models = await registry.AskAsync(cancellation);
        var encoder = models.Encoders.Count > 0 ? models.Encoders[0] : throw models.WhyNoEncoders
            ?? SpeechException.Unsupported("No served model clones voices, so no consent can be verified.");
        // A clip that is no good is told before the phrase is used up.
        var spoken = await embedder.EmbedClipAsync(encoder.Model, new ReferenceClip(recording, ""), null, compareHalves: false, cancellation);
        var voice = await embedder.EmbedClipAsync(encoder.Model, new ReferenceClip(sample, ""), null, compareHalves: true, cancellation);
        var speaker = speakers.Judge(encoder, spoken.Embedding.XVector, voice.Embedding.XVector, Math.Min(Seconds(spoken), Seconds(voice)));

        using var seal = ledger.Unseal(caller.Tenant, consent);
        var personal = ConsentRecords.ReadPersonal(seal.Open("personal", consent.Personal!));
        var submitted = await ledger.ChangeAsync(
            caller,
            caller.Tenant,
            consent,
            consent with
            {
                State = ConsentState.Pending,
                RecordingDigest = seal.Digest(recording.Span),
                SampleDigest = seal.Digest(sample.Span),
                Voiceprint = seal.Seal("voiceprint", MemoryMarshal.AsBytes(spoken.Embedding.XVector.AsSpan())),
                VoiceprintFamily = encoder.Family,
                Remarks = ["The verification has not ended."],
            },
            "consent.submitted",
            new Dictionary<string, string> { ["recording"] = seal.Digest(recording.Span), ["sample"] = seal.Digest(sample.Span) },
            new ConsentAudio(seal.Seal("recording", recording.Span), seal.Seal("sample", sample.Span)),
            cancellation);
        var phrase = await phrases.VerifyAsync(new PhraseCheck(consent.Language, personal.Phrase, recording), cancellation);
        return await JudgeAsync(caller, submitted, speaker, phrase, encoder.Accuracy?.EqualErrorRate, cancellation);
    }

    private Task<VoiceConsent> JudgeAsync(
        Caller caller, VoiceConsent submitted, Verdict speaker, Verdict phrase, double? equalErrorRate, CancellationToken cancellation)
    {
        metrics.ConsentVerified(speaker.Kind, phrase.Kind);
        Verdict[] both = [speaker, phrase];
        var state = both.Any(verdict => verdict.Kind is VerdictKind.Contradicted) ? ConsentState.Refused
            : both.All(verdict => verdict.Kind is VerdictKind.Verified) ? ConsentState.Granted
            : ConsentState.Pending;
        var judged = submitted with
        {
            State = state,
            SpeakerVerified = speaker.Kind is VerdictKind.Verified,
            PhraseVerified = phrase.Kind is VerdictKind.Verified,
            Remarks = [.. both.Select(verdict => verdict.Remark).Where(remark => remark is not "")],
            Expires = state is ConsentState.Granted ? time.GetUtcNow() + _options.Lifetime : null,
        };
        return ledger.ChangeAsync(
            caller,
            caller.Tenant,
            submitted,
            judged,
            "consent.verified",
            new Dictionary<string, string>
            {
                ["speaker"] = speaker.Kind.ToString(),
                ["phrase"] = phrase.Kind.ToString(),
                ["equal-error-rate"] = equalErrorRate is { } rate ? rate.ToString("0.0000", CultureInfo.InvariantCulture) : "unmeasured",
            },
            null,
            cancellation);
    }

    /// <exception cref="SpeechException">NotFound, or Invalid: the phrase was used or has expired.</exception>
    public async Task<VoiceConsent> EnsureOpenAsync(Tenant tenant, string id, CancellationToken cancellation)
    {
        var consent = await ledger.GetAsync(tenant, id, cancellation);
        return consent.StateAt(time.GetUtcNow()) switch
        {
            ConsentState.Issued => consent,
            ConsentState.Expired when consent.State is ConsentState.Issued => throw SpeechException.Invalid("The phrase has expired; request another."),
            var state => throw SpeechException.Invalid($"The phrase was used: the consent is {state.ToString().ToLowerInvariant()}. A phrase works once; request another."),
        };
    }

    /// <summary>Phrases that expired unread are forgotten; the trail still knows of them.</summary>
    private async Task MakeRoomAsync(Tenant tenant, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var kept = 0;
        foreach (var consent in await ledger.ListAsync(tenant, cancellation))
        {
            if (consent.State is ConsentState.Issued && consent.PhraseExpires <= now)
                await ledger.RemoveAsync(tenant, consent.Id, cancellation);
            else if (consent.Key is not null)
                kept++;
        }

        if (kept >= _options.MaxPerTenant)
        {
            throw SpeechException.Exhausted(
                $"There are {kept} consents, as many as {ConsentOptions.Section}:{nameof(ConsentOptions.MaxPerTenant)} allows; erase one first.");
        }
    }

    private static double Seconds(ClipEmbedding clip) => clip.Report?.PreparedSeconds ?? clip.ClipSeconds;
}
