using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Limits.Stores;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.ServiceDefaults.Settings;

namespace Qwen3Tts.Gateway.Limits;

/// <summary>Adds the limits of tenants, counted in Redis where that is configured.</summary>
internal static class LimitHosting
{
    public static WebApplicationBuilder AddLimits(this WebApplicationBuilder builder)
    {
        builder.AddLiveOptions<LimitOptions>(LimitOptions.Section);
        builder.Services.AddSingleton<MemoryLimitStore>();
        builder.Services.AddSingleton<RedisLimitStore>();
        builder.Services.AddSingleton<ILimitStore>(services => services.GetRequiredService<IOptions<RedisOptions>>().Value.Connection is ""
            ? services.GetRequiredService<MemoryLimitStore>()
            : new SharedLimitStore(
                services.GetRequiredService<RedisLimitStore>(),
                services.GetRequiredService<MemoryLimitStore>(),
                services.GetRequiredService<GatewayMetrics>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<SharedLimitStore>>()));
        builder.Services.AddSingleton<TenantLimits>();
        builder.Services.AddHostedService<LimitUpkeep>();
        return builder;
    }
}
