using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Admission;
using Qwen3Tts.Gateway.Limits.Stores;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.ServiceDefaults.Settings;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Limits;

/// <summary>Lets a tenant's utterances in while its own limits allow it, at all Gateways together.</summary>
internal sealed class TenantLimits
{
    // One that goes on may come before it is known here that its call before has gone.
    private const int CallsPerUtterance = 2;

    private readonly LiveOptions<LimitOptions> _limits;
    private readonly AdmissionOptions _admission;
    private readonly ILimitStore _store;
    private readonly GatewayMetrics _metrics;
    private readonly ConcurrentDictionary<PermitHolder, TenantPermit> _open = new();
    private readonly ConcurrentDictionary<Tenant, int> _calls = new();

    public TenantLimits(
        LiveOptions<LimitOptions> limits,
        IOptions<AdmissionOptions> admission,
        LiveOptions<TenantOptions> tenants,
        ILimitStore store,
        GatewayMetrics metrics)
    {
        (_limits, _admission, _store, _metrics) = (limits, admission.Value, store, metrics);
        metrics.ObserveLimits(() => tenants.Value.Known().SelectMany(tenant => _limits.Value.Of(tenant).Limits.Select(limit => (tenant, limit.Key, limit.Value))));
    }

    /// <summary>
    /// Counts a call until the result is disposed. What it is to say is not known yet; but calls that never say it must not take the places of
    /// other tenants.
    /// </summary>
    /// <exception cref="SpeechException">Exhausted: the tenant has more calls here than it could have utterances.</exception>
    public IDisposable Knock(Tenant tenant)
    {
        var allowance = _limits.Value.Of(tenant);
        var most = allowance.MaxUtterances > 0 ? allowance.MaxUtterances * CallsPerUtterance : int.MaxValue;
        var calls = _calls.AddOrUpdate(tenant, 1, (_, calls) => calls + 1);
        var call = new Call(() => _calls.AddOrUpdate(tenant, 0, (_, open) => open - 1));
        if (calls <= most)
            return call;
        call.Dispose();
        throw Refusal(tenant, LimitKind.Utterances, Invariant(
            $"The tenant '{tenant.Name}' has {most} calls open here, and {allowance.UtterancesSetting} is {allowance.MaxUtterances}; try again later."), null);
    }

    /// <summary>A permit, to be held as long as the utterance's stream is open and then disposed.</summary>
    /// <param name="utterance">Its id; one that goes on in another call counts once.</param>
    /// <exception cref="SpeechException">Exhausted, with when to try again: a limit of the tenant's is reached.</exception>
    public async ValueTask<TenantPermit> EnterAsync(Tenant tenant, string utterance)
    {
        var allowance = _limits.Value.Of(tenant);
        var holder = new PermitHolder(utterance, Guid.NewGuid().ToString("N"));
        var answer = allowance.HasLimit ? await _store.EnterAsync(tenant, allowance, holder) : default;
        if (answer.Refused is LimitKind.Utterances)
        {
            throw Refusal(tenant, LimitKind.Utterances, Invariant(
                $"The tenant '{tenant.Name}' has {answer.Open} utterances open, and {allowance.UtterancesSetting} is {allowance.MaxUtterances}; try again later."), null);
        }

        if (answer.Refused is LimitKind.Characters)
        {
            throw Refusal(tenant, LimitKind.Characters, Invariant(
                $"The tenant '{tenant.Name}' has used up its text for now: {allowance.CharactersSetting} is {allowance.CharactersPerMinute}; try again in {answer.RetryAfter!.Value.TotalSeconds:0.0} s."), answer.RetryAfter);
        }

        var permit = new TenantPermit(tenant, allowance, holder, allowance.HasLimit ? _store : null, answer.Counted, _metrics, Left);
        _open[holder] = permit;
        _metrics.TenantOpened(tenant, 1);
        return permit;
    }

    /// <summary>Lets all permits that are held here last on, and says so to those that other calls have taken over.</summary>
    public async Task RenewAsync()
    {
        foreach (var permits in _open.Values.Where(permit => _limits.Value.Of(permit.Tenant).HasLimit).GroupBy(permit => permit.Tenant))
        {
            PermitHolder[] holders = [.. permits.Select(permit => permit.Holder)];
            foreach (var lost in await _store.RenewAsync(permits.Key, holders))
            {
                if (_open.TryGetValue(lost, out var permit))
                    await permit.TakeOverAsync();
            }

            // Who left meanwhile may have been renewed after it had gone.
            foreach (var gone in holders.Where(holder => !_open.ContainsKey(holder)))
                await _store.LeaveAsync(permits.Key, gone);
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private void Left(TenantPermit permit)
    {
        _open.TryRemove(permit.Holder, out _);
        _metrics.TenantOpened(permit.Tenant, -1);
    }

    private SpeechException Refusal(Tenant tenant, LimitKind limit, string message, TimeSpan? retryAfter)
    {
        _metrics.LimitRefused(tenant, limit);
        return new SpeechException(SpeechErrorKind.Exhausted, message) { RetryAfter = retryAfter ?? _admission.RetryAfter };
    }

    private sealed class Call(Action ended) : IDisposable
    {
        private Action? _ended = ended;

        public void Dispose() => Interlocked.Exchange(ref _ended, null)?.Invoke();
    }
}
