using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent.Audit;

/// <summary>Keeps the lines of trails; knows nothing of what they say.</summary>
/// <exception cref="SpeechException">Unavailable: it is not there; every method.</exception>
internal interface IAuditLog
{
    /// <returns><see cref="AuditHead.None"/> for a trail that has not begun.</returns>
    Task<AuditHead> ReadHeadAsync(Tenant tenant, CancellationToken cancellation);

    /// <summary>Adds a line and moves the head, both or neither.</summary>
    /// <returns>False when the head is not <paramref name="known"/> any more; nothing was changed.</returns>
    Task<bool> TryAppendAsync(Tenant tenant, AuditHead known, string line, AuditHead next, CancellationToken cancellation);

    IAsyncEnumerable<string> ReadAsync(Tenant tenant, CancellationToken cancellation);
}
