using System.Runtime.CompilerServices;
using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.Gateway.Consent.Audit;

/// <summary>Keeps trails until the process ends.</summary>
internal sealed class MemoryAuditLog : IAuditLog
{
    private readonly Dictionary<Tenant, (List<string> Lines, AuditHead Head)> _trails = [];
    private readonly Lock _gate = new();

    public Task<AuditHead> ReadHeadAsync(Tenant tenant, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult(_trails.TryGetValue(tenant, out var trail) ? trail.Head : AuditHead.None);
    }

    public Task<bool> TryAppendAsync(Tenant tenant, AuditHead known, string line, AuditHead next, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var (lines, head) = _trails.TryGetValue(tenant, out var trail) ? trail : ([], AuditHead.None);
            if (head != known)
                return Task.FromResult(false);
            lines.Add(line);
            _trails[tenant] = (lines, next);
            return Task.FromResult(true);
        }
    }

    public async IAsyncEnumerable<string> ReadAsync(Tenant tenant, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string[] lines;
        lock (_gate)
            lines = _trails.TryGetValue(tenant, out var trail) ? [.. trail.Lines] : [];
        await Task.CompletedTask;
        foreach (var line in lines)
            yield return line;
    }
}
