using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Consent.Vault;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;

namespace Qwen3Tts.Gateway.Consent;

/// <summary>Says at the start what an operator should know of how consent is handled here.</summary>
internal sealed partial class ConsentNotice(
    IOptions<ConsentOptions> consent, IOptions<TenantOptions> tenants, IOptions<RedisOptions> redis, MasterKey master, ILogger<ConsentNotice> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (consent.Value.Policy is ConsentPolicy.Off)
            LogOff();
        else if (tenants.Value is { AllowLoopback: true, LoopbackAttests: true })
            LogLoopback();
        if (!master.IsLasting && redis.Value.Connection is not "")
            LogMemory();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(61, LogLevel.Warning, "Voices are cloned without anybody's consent: Consent:Policy is Off.")]
    private partial void LogOff();

    [LoggerMessage(62, LogLevel.Warning, "Callers on this machine clone voices on their own word, each use recorded: Gateway:LoopbackAttests is true.")]
    private partial void LogLoopback();

    [LoggerMessage(63, LogLevel.Warning, "Consents, blocked voices and audit trail are kept in memory and end with this process, though Redis is configured: set Consent:MasterKey.")]
    private partial void LogMemory();
}
