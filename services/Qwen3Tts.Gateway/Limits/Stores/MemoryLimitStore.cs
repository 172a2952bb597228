using System.Collections.Concurrent;
using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.Gateway.Limits.Stores;

/// <summary>
/// Counts what one Gateway has open. The limiters of System.Threading.RateLimiting go by the machine's clock alone, owe nothing and have no
/// permit that ends by itself; the rules are to be those of Redis.
/// </summary>
internal sealed class MemoryLimitStore(TimeProvider time) : ILimitStore
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Tenant, Account> _accounts = new();

    public ValueTask<LimitAnswer> EnterAsync(Tenant tenant, Allowance allowance, PermitHolder holder)
    {
        var account = _accounts.GetOrAdd(tenant, _ => new Account());
        lock (account)
        {
            var now = time.GetUtcNow();
            account.End(now);
            var known = account.Permits.TryGetValue(holder.Utterance, out var before);
            var open = account.Permits.Count;
            if (!known && allowance.MaxUtterances > 0 && open >= allowance.MaxUtterances)
                return ValueTask.FromResult(new LimitAnswer(LimitKind.Utterances, open, null, 0));
            var debt = account.PaidOff - now;
            if (!known && allowance.CharactersPerMinute > 0 && debt >= Minute)
                return ValueTask.FromResult(new LimitAnswer(LimitKind.Characters, open, debt - Minute + Minute / allowance.CharactersPerMinute, 0));
            account.Permits[holder.Utterance] = new Permit(holder.Call, now + ILimitStore.Lease, before.Counted);
            return ValueTask.FromResult(new LimitAnswer(null, open, null, before.Counted));
        }
    }

    public ValueTask<IReadOnlyList<PermitHolder>> RenewAsync(Tenant tenant, IReadOnlyList<PermitHolder> holders)
    {
        var account = _accounts.GetOrAdd(tenant, _ => new Account());
        lock (account)
        {
            var now = time.GetUtcNow();
            account.End(now);
            var lost = new List<PermitHolder>();
            foreach (var holder in holders)
            {
                if (account.Permits.TryGetValue(holder.Utterance, out var permit) && permit.Call != holder.Call)
                    lost.Add(holder);
                else
                    account.Permits[holder.Utterance] = new Permit(holder.Call, now + ILimitStore.Lease, permit.Counted);
            }

            return ValueTask.FromResult<IReadOnlyList<PermitHolder>>(lost);
        }
    }

    public ValueTask CountAsync(Tenant tenant, Allowance allowance, PermitHolder holder, int characters)
    {
        var account = _accounts.GetOrAdd(tenant, _ => new Account());
        lock (account)
        {
            var known = account.Permits.TryGetValue(holder.Utterance, out var permit);
            if (known && permit.Call != holder.Call)
                return ValueTask.CompletedTask;
            var now = time.GetUtcNow();
            account.PaidOff = (account.PaidOff > now ? account.PaidOff : now) + Minute * ((double)characters / allowance.CharactersPerMinute);
            if (known)
                account.Permits[holder.Utterance] = permit with { Counted = permit.Counted + characters };
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask LeaveAsync(Tenant tenant, PermitHolder holder)
    {
        if (!_accounts.TryGetValue(tenant, out var account))
            return ValueTask.CompletedTask;
        lock (account)
        {
            if (account.Permits.TryGetValue(holder.Utterance, out var permit) && permit.Call == holder.Call)
                account.Permits.Remove(holder.Utterance);
        }

        return ValueTask.CompletedTask;
    }

    private readonly record struct Permit(string Call, DateTimeOffset Ends, int Counted);

    private sealed class Account
    {
        public Dictionary<string, Permit> Permits { get; } = [];

        /// <summary>When nothing is owed any more.</summary>
        public DateTimeOffset PaidOff { get; set; }

        public void End(DateTimeOffset now)
        {
            foreach (var (utterance, permit) in Permits)
            {
                if (permit.Ends <= now)
                    Permits.Remove(utterance);
            }
        }
    }
}
