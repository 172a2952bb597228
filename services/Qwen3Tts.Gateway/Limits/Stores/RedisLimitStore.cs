using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using StackExchange.Redis;

namespace Qwen3Tts.Gateway.Limits.Stores;

/// <summary>Counts for all Gateways, in Redis; <see cref="LimitScripts"/> says how. Nothing waits for Redis longer than its connection lets it.</summary>
internal sealed class RedisLimitStore(RedisConnection redis) : ILimitStore
{
    private static readonly long Lease = (long)ILimitStore.Lease.TotalMilliseconds;

    public async ValueTask<LimitAnswer> EnterAsync(Tenant tenant, Allowance allowance, PermitHolder holder)
    {
        var answer = (long[])(await RunAsync(
            LimitScripts.Enter,
            [RedisKeys.OpenUtterances(tenant), RedisKeys.PermitHolders(tenant), RedisKeys.PaidOff(tenant)],
            [holder.Utterance, holder.Call, Lease, allowance.MaxUtterances, allowance.CharactersPerMinute]))!;
        return answer[0] switch
        {
            0 => new LimitAnswer(null, (int)answer[1], null, (int)answer[3]),
            1 => new LimitAnswer(LimitKind.Utterances, (int)answer[1], null, 0),
            _ => new LimitAnswer(LimitKind.Characters, (int)answer[1], TimeSpan.FromMilliseconds(answer[2]), 0),
        };
    }

    public async ValueTask<IReadOnlyList<PermitHolder>> RenewAsync(Tenant tenant, IReadOnlyList<PermitHolder> holders)
    {
        var lost = (string[])(await RunAsync(
            LimitScripts.Renew,
            [RedisKeys.OpenUtterances(tenant), RedisKeys.PermitHolders(tenant)],
            [Lease, .. holders.SelectMany(holder => new RedisValue[] { holder.Utterance, holder.Call })]))!;
        return [.. holders.Where(holder => lost.Contains(holder.Utterance))];
    }

    public async ValueTask CountAsync(Tenant tenant, Allowance allowance, PermitHolder holder, int characters) => await RunAsync(
        LimitScripts.Count,
        [RedisKeys.PermitHolders(tenant), RedisKeys.PaidOff(tenant)],
        [holder.Utterance, holder.Call, characters, allowance.CharactersPerMinute]);

    public async ValueTask LeaveAsync(Tenant tenant, PermitHolder holder) => await RunAsync(
        LimitScripts.Leave,
        [RedisKeys.OpenUtterances(tenant), RedisKeys.PermitHolders(tenant)],
        [holder.Utterance, holder.Call]);

    // A call that has gone must not leave a permit behind of which nobody knows: what was asked is waited for.
    private Task<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] values) =>
        redis.WriteAsync(database => database.ScriptEvaluateAsync(script, keys, values), CancellationToken.None);
}
