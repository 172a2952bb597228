using Qwen3Tts.Gateway.Limits.Stores;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.Gateway.Limits;

/// <summary>What an utterance takes of its tenant's limits. Disposing it gives back its place; what it had spoken is paid off by time.</summary>
/// <param name="store">Null where the tenant has no limit: then nothing is asked or told.</param>
/// <param name="counted">Characters that a call before this one counted already.</param>
/// <param name="left">Called once, before the place is given back.</param>
internal sealed class TenantPermit(
    Tenant tenant, Allowance allowance, PermitHolder holder, ILimitStore? store, int counted, GatewayMetrics metrics, Action<TenantPermit> left)
    : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _takenOver = new();
    private int _counted = counted;
    private int _came;
    private Task _telling = Task.CompletedTask;
    private bool _left;

    public Tenant Tenant => tenant;

    public PermitHolder Holder => holder;

    /// <summary>Ends when the utterance goes on in another call.</summary>
    public CancellationToken TakenOver => _takenOver.Token;

    /// <summary>Says that a piece of the text has come. It does not wait until it is counted.</summary>
    public void Came(string piece)
    {
        lock (_lock)
        {
            var known = Math.Min(_counted, piece.Length);
            _counted -= known;
            if (piece.Length == known)
                return;
            metrics.TenantText(tenant, piece.Length - known);
            if (store is null || allowance.CharactersPerMinute is 0)
                return;
            _came += piece.Length - known;
            // What comes while one answer is waited for is told together.
            if (_telling.IsCompleted)
                _telling = TellAsync(store);
        }
    }

    public Task TakeOverAsync() => _takenOver.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        Task telling;
        lock (_lock)
        {
            if (_left)
                return;
            _left = true;
            telling = _telling;
        }

        left(this);
        if (store is null)
            return;
        await telling;
        await store.LeaveAsync(tenant, holder);
    }

    private async Task TellAsync(ILimitStore store)
    {
        await Task.Yield();
        while (true)
        {
            int came;
            lock (_lock)
            {
                (came, _came) = (_came, 0);
                if (came is 0)
                {
                    _telling = Task.CompletedTask;
                    return;
                }
            }

            await store.CountAsync(tenant, allowance, holder, came);
        }
    }
}
