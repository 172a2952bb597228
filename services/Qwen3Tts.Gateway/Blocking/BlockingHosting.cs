using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Blocking.Stores;
using Qwen3Tts.Gateway.Consent.Vault;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.ServiceDefaults.Hosting;

namespace Qwen3Tts.Gateway.Blocking;

/// <summary>Blocked voices as a part of the Gateway.</summary>
internal static class BlockingHosting
{
    public static WebApplicationBuilder AddBlocking(this WebApplicationBuilder builder)
    {
        builder.AddFleetOptions<BlockingOptions>(BlockingOptions.Section);
        builder.Services.AddSingleton<IBlockedVoiceStore>(services =>
            services.GetRequiredService<MasterKey>().IsLasting && services.GetRequiredService<IOptions<RedisOptions>>().Value.Connection is not ""
                ? new RedisBlockedVoiceStore(services.GetRequiredService<RedisConnection>())
                : new MemoryBlockedVoiceStore());
        builder.Services.AddSingleton<BlockedVoiceSeal>();
        builder.Services.AddSingleton<BlockedVoiceList>();
        builder.Services.AddSingleton<BlockedVoiceJudge>();
        builder.Services.AddSingleton<BlockedVoiceCheck>();
        builder.Services.AddSingleton<BlockedVoiceRecheck>();
        builder.Services.AddSingleton<BlockedVoiceUpkeep>();
        builder.Services.AddHostedService(services => services.GetRequiredService<BlockedVoiceUpkeep>());
        builder.Services.AddSingleton<BlockedVoiceDesk>();
        return builder;
    }
}
