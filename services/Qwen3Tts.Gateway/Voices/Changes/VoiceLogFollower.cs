using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>
/// Follows the log and renews this replica's lease by it: stops utterances whose voice was revoked or deleted or whose consent was
/// revoked, and all that speak with such voices once the lease has expired. A hint wakes it; without one it reads twice a second.
/// </summary>
internal sealed partial class VoiceLogFollower(
    IVoiceLog log,
    IVoiceStore store,
    VoiceLease lease,
    KnownVoices known,
    SpokenVoices spoken,
    VoiceEmbeddings embeddings,
    IVoicePolicy policy,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<VoiceLogFollower> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _reading = new(1);
    private readonly SemaphoreSlim _hints = new(0);
    private VoiceLogPosition? _seen;

    /// <summary>Reads the log to its end and does what it says.</summary>
    /// <exception cref="SpeechException">Unavailable: it cannot be read.</exception>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            await ReadToEndAsync(cancellation);
        }
        catch (SpeechException)
        {
            if (lease.State is VoiceLeaseState.Fresh)
                LogAway();
            lease.Miss();
            throw;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Does what a change asks for, once; the log may tell it again.</summary>
    public async Task ApplyAsync(VoiceChange change)
    {
        known.Forget(change.Tenant, change.Name);
        if (change.Kind is VoiceChangeKind.Updated)
            return;
        var stopped = spoken.Refuse(change);
        metrics.Stopped(
            change.Kind switch { VoiceChangeKind.Revoked => "revoked", VoiceChangeKind.Deleted => "deleted", _ => "consent_revoked" }, stopped);
        if (stopped > 0)
            LogStopped(stopped, change.Id, change.Kind);
        await embeddings.ForgetAsync(change);
    }

    public override void Dispose()
    {
        base.Dispose();
        _reading.Dispose();
        _hints.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host starts only once this yields.
        await Task.Yield();
        metrics.ObserveLease(lease);
        log.Hinted += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await StepAsync(stoppingToken);
                var wait = lease.Remaining is { } remaining && remaining < Period ? remaining : Period;
                await WaitAsync(wait, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            log.Hinted -= Wake;
        }
    }

    private async Task StepAsync(CancellationToken cancellation)
    {
        try
        {
            await CatchUpAsync(cancellation);
        }
        catch (SpeechException) when (lease.State is VoiceLeaseState.Expired)
        {
            metrics.Stopped("unconfirmed", spoken.StopAllExpired());
        }
        catch (SpeechException)
        {
        }
    }

    private async Task ReadToEndAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var since = time.GetTimestamp();
            var page = await log.ReadAsync(_seen, cancellation);
            if (_seen is { } seen && !page.Follows(seen))
            {
                LogBroken(seen.Number, page.Last, page.Origin == seen.Origin);
                await LookUpAnewAsync(cancellation);
            }

            foreach (var change in page.Changes)
                await ApplyAsync(change);
            _seen = page.End;
            if (page.End.Number < page.Last)
                continue;
            if (lease.State is not VoiceLeaseState.Fresh)
                LogReads(page.Last);
            lease.Renew(since);
            return;
        }
    }

    // What happened cannot be read any more: the registry itself says which voices there are.
    private async Task LookUpAnewAsync(CancellationToken cancellation)
    {
        known.ForgetAll();
        await embeddings.ForgetAllAsync();
        foreach (var group in spoken.All.GroupBy(one => (one.Tenant, one.Id)))
        {
            var tenant = new Tenant(group.Key.Tenant);
            var change = group.First().Voice switch
            {
                RegisteredVoice voice => await LookUpAsync(tenant, voice, cancellation),
                OneOffVoice voice => await LookUpAsync(tenant, voice.Grant, cancellation),
                _ => null,
            };
            if (change is not null)
                await ApplyAsync(change);
        }
    }

    private async Task<VoiceChange?> LookUpAsync(Tenant tenant, RegisteredVoice voice, CancellationToken cancellation)
    {
        var now = await store.FindAsync(tenant, voice.Name, cancellation);
        if (now?.Id != voice.Id)
            return new VoiceChange(VoiceChangeKind.Deleted, tenant.Name, voice.Id, voice.Name);
        return now.State is VoiceState.Revoked ? new VoiceChange(VoiceChangeKind.Revoked, tenant.Name, voice.Id, voice.Name) : null;
    }

    private async Task<VoiceChange?> LookUpAsync(Tenant tenant, VoiceGrant grant, CancellationToken cancellation)
    {
        try
        {
            await policy.EnsureStillGrantedAsync(tenant, grant, cancellation);
            return null;
        }
        catch (SpeechException error) when (error.Kind is SpeechErrorKind.Denied or SpeechErrorKind.NotFound)
        {
            return VoiceChange.OfConsent(tenant, grant.ConsentId);
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellation)
    {
        using var timer = time.CreateTimer(_ => Wake(), null, wait, Timeout.InfiniteTimeSpan);
        await _hints.WaitAsync(cancellation);
    }

    private void Wake()
    {
        try
        {
            if (_hints.CurrentCount is 0)
                _hints.Release();
        }
        catch (ObjectDisposedException)
        {
            // A timer that ran out as the host stopped.
        }
    }

    [LoggerMessage(40, LogLevel.Warning, "The log of voices cannot be read: Redis does not answer. Voices that are known go on for Voices:StaleFor.")]
    private partial void LogAway();

    [LoggerMessage(41, LogLevel.Information, "The log of voices is read up to number {Number}.")]
    private partial void LogReads(long number);

    [LoggerMessage(
        42,
        LogLevel.Critical,
        "The log of voices does not go on where it was read: number {Seen} was seen, it ends at {Last} (the same log: {Same}). Redis was wiped or set back, or this replica was away for too long. Voices are looked up anew; those that are gone are gone.")]
    private partial void LogBroken(long seen, long last, bool same);

    [LoggerMessage(43, LogLevel.Information, "{Count} utterances were stopped: voice or consent {Id}: {Kind}.")]
    private partial void LogStopped(int count, string id, VoiceChangeKind kind);
}
