using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Limits.Stores;

/// <summary>
/// Counts for all Gateways, and besides what this one has open. Speech does not end where it cannot be counted: while Redis does not
/// answer, or takes no writes, this Gateway decides by its own count, and tries Redis again once in a while.
/// </summary>
internal sealed partial class SharedLimitStore(
    ILimitStore shared, MemoryLimitStore own, GatewayMetrics metrics, TimeProvider time, ILogger<SharedLimitStore> logger)
    : ILimitStore
{
    private static readonly Allowance Any = new(0, "", 0, "");

    private readonly Lock _lock = new();
    private DateTimeOffset? _tryAgain;

    public async ValueTask<LimitAnswer> EnterAsync(Tenant tenant, Allowance allowance, PermitHolder holder)
    {
        var (counted, answer) = await TryAsync(() => shared.EnterAsync(tenant, allowance, holder));
        if (!counted)
        {
            metrics.LimitChecked("alone");
            return await own.EnterAsync(tenant, allowance, holder);
        }

        metrics.LimitChecked("redis");
        if (answer.Refused is null)
            await own.EnterAsync(tenant, Any, holder);
        return answer;
    }

    public async ValueTask<IReadOnlyList<PermitHolder>> RenewAsync(Tenant tenant, IReadOnlyList<PermitHolder> holders)
    {
        var here = await own.RenewAsync(tenant, holders);
        var (counted, everywhere) = await TryAsync(() => shared.RenewAsync(tenant, holders));
        return counted ? [.. here.Union(everywhere!)] : here;
    }

    public async ValueTask CountAsync(Tenant tenant, Allowance allowance, PermitHolder holder, int characters)
    {
        await own.CountAsync(tenant, allowance, holder, characters);
        await TryAsync(() => Done(shared.CountAsync(tenant, allowance, holder, characters)));
    }

    public async ValueTask LeaveAsync(Tenant tenant, PermitHolder holder)
    {
        await own.LeaveAsync(tenant, holder);
        await TryAsync(() => Done(shared.LeaveAsync(tenant, holder)));
    }

    private static async ValueTask<bool> Done(ValueTask work)
    {
        await work;
        return true;
    }

    private async ValueTask<(bool Counted, T? Answer)> TryAsync<T>(Func<ValueTask<T>> work)
    {
        if (!MayTry())
            return default;
        try
        {
            var answer = await work();
            if (End())
                LogBack();
            return (true, answer);
        }
        catch (SpeechException error)
        {
            if (Begin())
                LogAlone(error);
            return default;
        }
    }

    /// <summary>While Redis is away one tries it, and all others do not wait for that.</summary>
    private bool MayTry()
    {
        lock (_lock)
        {
            if (_tryAgain is null)
                return true;
            var now = time.GetUtcNow();
            if (now < _tryAgain)
                return false;
            _tryAgain = now + ILimitStore.RenewPeriod;
            return true;
        }
    }

    private bool Begin()
    {
        lock (_lock)
        {
            var begins = _tryAgain is null;
            _tryAgain = time.GetUtcNow() + ILimitStore.RenewPeriod;
            return begins;
        }
    }

    private bool End()
    {
        lock (_lock)
        {
            var ends = _tryAgain is not null;
            _tryAgain = null;
            return ends;
        }
    }

    [LoggerMessage(140, LogLevel.Warning, "What tenants take is counted by this replica alone, since Redis does not count it.")]
    private partial void LogAlone(Exception error);

    [LoggerMessage(141, LogLevel.Information, "What tenants take is counted by all replicas together again.")]
    private partial void LogBack();
}
