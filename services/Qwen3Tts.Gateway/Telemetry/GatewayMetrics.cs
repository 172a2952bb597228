using System.Diagnostics;
using System.Diagnostics.Metrics;
using Qwen3Tts.Gateway.Consent.Verification;
using Qwen3Tts.Gateway.Limits;
using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Gateway.Voices.Changes;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Telemetry;

/// <summary>What the Gateway measures.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Source = "Qwen3Tts.Gateway";

    private readonly Meter _meter;
    private readonly Histogram<double> _timeToFirstAudio;
    private readonly Histogram<double> _timeToFirstAudible;
    private readonly Histogram<double> _realTimeFactor;
    private readonly Histogram<double> _underrun;
    private readonly Histogram<double> _audioGap;
    private readonly Histogram<double> _audioLead;
    private readonly Counter<long> _utterances;
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _stopped;
    private readonly Counter<long> _moves;
    private readonly Counter<long> _hedges;
    private readonly Counter<long> _ledger;
    private readonly Counter<long> _consents;
    private readonly Counter<long> _verifications;
    private readonly Counter<long> _clones;
    private readonly Counter<long> _cloneRefusals;
    private readonly Counter<long> _blockedVoices;
    private readonly Counter<long> _embeddings;
    private readonly UpDownCounter<long> _tenantUtterances;
    private readonly Counter<long> _tenantCharacters;
    private readonly Counter<long> _limitRefusals;
    private readonly Counter<long> _limitChecks;

    public GatewayMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(Source);
        _timeToFirstAudio = _meter.CreateHistogram(
            "qwen3tts.gateway.time_to_first_audio", "s", "From an utterance's start to its first audio.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10],
            });
        _timeToFirstAudible = _meter.CreateHistogram(
            "qwen3tts.gateway.time_to_first_audible", "s", "From an utterance's start to when a listener without a buffer hears its first sample above -60 dB of full scale.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10],
            });
        _realTimeFactor = _meter.CreateHistogram(
            "qwen3tts.gateway.real_time_factor", "1", "Time from an utterance's start to its end, by the duration of its audio.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.1, 0.2, 0.3, 0.5, 0.7, 0.85, 1, 1.2, 1.5, 2, 3, 5],
            });
        _underrun = _meter.CreateHistogram(
            "qwen3tts.gateway.underrun", "s", "How long a listener without a buffer heard nothing between two pieces of audio, whether text or speech was late.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
            });
        _audioGap = _meter.CreateHistogram(
            "qwen3tts.gateway.audio_gap", "s", "From when a listener had taken a piece of audio to when the next was there; its spread is the jitter.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.005, 0.01, 0.02, 0.04, 0.08, 0.12, 0.2, 0.5, 1, 2, 5],
            });
        _audioLead = _meter.CreateHistogram(
            "qwen3tts.gateway.audio_lead", "s", "How much audio a listener without a buffer still had to play when the next piece was there; near 0 is near an underrun.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 1.5, 2, 2.5, 3, 5],
            });
        _utterances = _meter.CreateCounter<long>(
            "qwen3tts.gateway.utterances", "{utterance}", "Utterances spoken to their end, by tenant, how they ended, whether their playback stood still, and whether they were marked: true, false, or inside for what no client was sent.");
        _active = _meter.CreateUpDownCounter<long>("qwen3tts.gateway.active_utterances", "{utterance}", "Utterances that are open.");
        _refusals = _meter.CreateCounter<long>("qwen3tts.gateway.refusals", "{utterance}", "Utterances that ended in an error, by its kind and tenant.");
        _stopped = _meter.CreateCounter<long>(
            "qwen3tts.gateway.stopped_utterances", "{utterance}", "Utterances stopped because their voice or consent was revoked, their voice deleted, or neither could be confirmed.");
        _moves = _meter.CreateCounter<long>(
            "qwen3tts.gateway.failovers", "{move}", "Stages of utterances whose worker died, stalled or was taken away, by whether another went on.");
        _hedges = _meter.CreateCounter<long>(
            "qwen3tts.gateway.hedges", "{utterance}", "First frames that were late, by what came of it: another generator was the first, or the same; there was none, or no budget.");
        _ledger = _meter.CreateCounter<long>("qwen3tts.gateway.ledger_writes", "{entry}", "Entries of the ledger, by whether they were written; those that were not are tried again.");
        _consents = _meter.CreateCounter<long>("qwen3tts.gateway.consents", "{consent}", "Consents that came to a state: issued, pending, granted, refused, revoked or erased.");
        _verifications = _meter.CreateCounter<long>(
            "qwen3tts.gateway.consent_verifications", "{consent}", "Recordings that were verified, by what was found of speaker and phrase: verified, contradicted or unverified.");
        _clones = _meter.CreateCounter<long>(
            "qwen3tts.gateway.clones", "{clip}", "Clips that might be cloned, registered or for one utterance, by the ground: consent, attested, designed, or off where no consent is asked for.");
        _cloneRefusals = _meter.CreateCounter<long>("qwen3tts.gateway.clone_refusals", "{clip}", "Clips that might not be cloned, by what was missing or wrong.");
        _blockedVoices = _meter.CreateCounter<long>("qwen3tts.gateway.blocked_voices", "{voice}", "Registered voices that are too near a blocked one, by what was done: revoked or flagged.");
        _embeddings = _meter.CreateCounter<long>(
            "qwen3tts.gateway.embeddings", "{embedding}", "Embeddings that utterances asked for, by where they came from: memory, store (saved with their voice), shared (made of the same clip before, here or at another Gateway), or made.");
        _tenantUtterances = _meter.CreateUpDownCounter<long>("qwen3tts.gateway.tenant_utterances", "{utterance}", "Utterances that a tenant has open here.");
        _tenantCharacters = _meter.CreateCounter<long>("qwen3tts.gateway.tenant_characters", "{character}", "Characters of text that a tenant has sent here, in UTF-16 code units.");
        _limitRefusals = _meter.CreateCounter<long>("qwen3tts.gateway.limit_refusals", "{utterance}", "Utterances refused by a limit of their tenant's: utterances or characters.");
        _limitChecks = _meter.CreateCounter<long>(
            "qwen3tts.gateway.limit_checks", "{utterance}", "Utterances that limits of their tenant's were asked of, by who counted: redis for all Gateways, or this one alone while Redis does not.");
    }

    /// <summary>Spans of the Gateway.</summary>
    public static ActivitySource Activities { get; } = new(Source);

    /// <summary>Counts one utterance as open until the result is disposed.</summary>
    public IDisposable Open()
    {
        _active.Add(1);
        return new Opened(_active);
    }

    public void FirstAudio(Utterance utterance, TimeSpan elapsed) => _timeToFirstAudio.Record(elapsed.TotalSeconds, Tags(utterance));

    public void FirstAudible(Utterance utterance, TimeSpan elapsed) => _timeToFirstAudible.Record(elapsed.TotalSeconds, Tags(utterance));

    public void Underrun(Utterance utterance, TimeSpan gap) => _underrun.Record(gap.TotalSeconds, Tags(utterance));

    /// <param name="gap">Since the piece before was taken.</param>
    /// <param name="lead">What is still to be played of those before.</param>
    public void NextAudio(Utterance utterance, TimeSpan gap, TimeSpan lead)
    {
        var tags = Tags(utterance);
        _audioGap.Record(gap.TotalSeconds, tags);
        _audioLead.Record(lead.TotalSeconds, tags);
    }

    public void Spoken(Utterance utterance, string tenant, FinishReason reason, bool stoodStill)
    {
        var tags = Tags(utterance);
        tags.Add("tenant", tenant);
        tags.Add("reason", reason.ToString());
        tags.Add("underrun", stoodStill ? "true" : "false");
        tags.Add("marked", utterance.StaysInside ? "inside" : utterance.Watermark is null ? "false" : "true");
        _utterances.Add(1, tags);
    }

    public void Finished(Utterance utterance, double realTimeFactor) => _realTimeFactor.Record(realTimeFactor, Tags(utterance));

    /// <param name="tenant">Null where the caller is nobody's.</param>
    public void Refused(SpeechErrorKind kind, string? tenant) => _refusals.Add(
        1, new KeyValuePair<string, object?>("kind", kind.ToString()), new KeyValuePair<string, object?>("tenant", tenant ?? ""));

    public void Stopped(string reason, int utterances)
    {
        if (utterances > 0)
            _stopped.Add(utterances, new KeyValuePair<string, object?>("reason", reason));
    }

    public void Moved(WorkerService service, bool succeeded) => _moves.Add(
        1, new KeyValuePair<string, object?>("service", service.Name()), new KeyValuePair<string, object?>("succeeded", succeeded));

    /// <param name="outcome"><c>another</c>, <c>same</c>, <c>none</c> or <c>budget</c>.</param>
    public void Hedged(string outcome) => _hedges.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void LedgerWritten() => _ledger.Add(1, new KeyValuePair<string, object?>("succeeded", true));

    public void LedgerFailed() => _ledger.Add(1, new KeyValuePair<string, object?>("succeeded", false));

    /// <param name="state">One of the counter's.</param>
    public void ConsentCame(string state) => _consents.Add(1, new KeyValuePair<string, object?>("state", state));

    public void ConsentVerified(VerdictKind speaker, VerdictKind phrase) => _verifications.Add(
        1, new KeyValuePair<string, object?>("speaker", Lower(speaker)), new KeyValuePair<string, object?>("phrase", Lower(phrase)));

    /// <param name="ground">One of the counter's.</param>
    public void Cloned(string ground, bool speakerVerified) => _clones.Add(
        1, new KeyValuePair<string, object?>("ground", ground), new KeyValuePair<string, object?>("speaker_verified", speakerVerified));

    /// <param name="reason">
    /// <c>no_consent</c>, <c>unknown_consent</c>, the state of a consent that is not granted, <c>another_speaker</c>,
    /// <c>unverified_speaker</c>, <c>terms</c>, <c>designed</c>, <c>blocked</c>, or <c>blocked_unknown</c> where that cannot be told.
    /// </param>
    public void CloneRefused(string reason) => _cloneRefusals.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <param name="action">One of the counter's.</param>
    public void VoiceBlocked(string action) => _blockedVoices.Add(1, new KeyValuePair<string, object?>("action", action));

    public void EmbeddingFound(EmbeddingSource source) =>
        _embeddings.Add(1, new KeyValuePair<string, object?>("source", source.ToString().ToLowerInvariant()));

    /// <param name="utterances">1 or −1.</param>
    public void TenantOpened(Tenant tenant, int utterances) => _tenantUtterances.Add(utterances, new KeyValuePair<string, object?>("tenant", tenant.Name));

    public void TenantText(Tenant tenant, int characters) => _tenantCharacters.Add(characters, new KeyValuePair<string, object?>("tenant", tenant.Name));

    public void LimitRefused(Tenant tenant, LimitKind limit) => _limitRefusals.Add(1, LimitTags(tenant, limit));

    /// <param name="countedBy">One of the counter's.</param>
    public void LimitChecked(string countedBy) => _limitChecks.Add(1, new KeyValuePair<string, object?>("counted_by", countedBy));

    /// <summary>Reports the limits of tenants from here on, those that have one.</summary>
    public void ObserveLimits(Func<IEnumerable<(Tenant Tenant, LimitKind Limit, int Most)>> limits) => _meter.CreateObservableGauge(
        "qwen3tts.gateway.tenant_limit",
        () => limits().Select(limit => new Measurement<long>(limit.Most, LimitTags(limit.Tenant, limit.Limit))),
        "1",
        "What a tenant may take at all Gateways together: utterances open at a time, characters a minute.");

    /// <summary>Reports from here on how many entries wait, those of open utterances among them.</summary>
    public void ObserveLedger(Func<int> waiting) =>
        _meter.CreateObservableGauge("qwen3tts.gateway.ledger_waiting", waiting, "{entry}", "Entries of the ledger that wait to be written, those of open utterances among them.");

    /// <summary>Reports the lease from here on: 0 fresh, 1 stale, 2 expired; and since when the log has not been read.</summary>
    public void ObserveLease(VoiceLease lease)
    {
        _meter.CreateObservableGauge(
            "qwen3tts.gateway.voice_lease", () => (int)lease.State, "1", "Whether registered voices can be confirmed: 0 yes, 1 not now, 2 not for too long.");
        _meter.CreateObservableGauge(
            "qwen3tts.gateway.voice_log_age", () => lease.Age?.TotalSeconds ?? -1, "s", "Since the log of voices was last read; -1 when it never was.");
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?>[] LimitTags(Tenant tenant, LimitKind limit) =>
        [new("tenant", tenant.Name), new("limit", limit is LimitKind.Utterances ? "utterances" : "characters")];

    private static string Lower(VerdictKind verdict) => verdict.ToString().ToLowerInvariant();

    private static TagList Tags(Utterance utterance) => new() { { "model", utterance.Model.Name }, { "mode", utterance.Mode.Name() } };

    private sealed class Opened(UpDownCounter<long> active) : IDisposable
    {
        public void Dispose() => active.Add(-1);
    }
}
