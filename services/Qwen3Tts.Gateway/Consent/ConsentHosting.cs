using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Qwen3Tts.Gateway.Consent.Audit;
using Qwen3Tts.Gateway.Consent.Stores;
using Qwen3Tts.Gateway.Consent.Terms;
using Qwen3Tts.Gateway.Consent.Vault;
using Qwen3Tts.Gateway.Consent.Verification;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.ServiceDefaults.Hosting;

namespace Qwen3Tts.Gateway.Consent;

/// <summary>Consent as a part of the Gateway.</summary>
internal static class ConsentHosting
{
    public static WebApplicationBuilder AddConsent(this WebApplicationBuilder builder)
    {
        builder.AddFleetOptions<ConsentOptions>(ConsentOptions.Section);
        builder.AddFleetOptions<TermsOptions>(TermsOptions.Section);
        builder.Services.AddSingleton<MasterKey>();
        builder.Services.AddSingleton<ConsentVault>();
        builder.Services.AddSingleton<AuditTrail>();
        builder.Services.AddSingleton<OperatorTerms>();
        builder.Services.AddSingleton<ConsentLedger>();
        builder.Services.AddSingleton<ConsentIntake>();
        builder.Services.AddSingleton<ConsentDecisions>();
        builder.Services.AddSingleton<ConsentExport>();
        builder.Services.AddSingleton<IVoiceRevoker, VoiceStoreRevoker>();
        builder.Services.AddSingleton<IVoicePolicy, VoicePolicy>();
        builder.Services.AddHostedService<ConsentNotice>();
        return builder.AddStores().AddVerification();
    }

    private static WebApplicationBuilder AddStores(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IConsentStore>(services => IsShared(services)
            ? new RedisConsentStore(services.GetRequiredService<RedisConnection>())
            : new MemoryConsentStore());
        builder.Services.AddSingleton<IAuditLog>(services =>
            services.GetRequiredService<IOptions<ConsentOptions>>().Value.AuditFolder is { Length: > 0 } folder ? new FileAuditLog(folder)
            : IsShared(services) ? new RedisAuditLog(services.GetRequiredService<RedisConnection>())
            : new MemoryAuditLog());
        return builder;
    }

    private static WebApplicationBuilder AddVerification(this WebApplicationBuilder builder)
    {
        builder.AddFleetOptions<TranscriptionOptions>(TranscriptionOptions.Section);
        builder.AddFleetOptions<PocketsphinxOptions>(PocketsphinxOptions.Section);
        builder.Services.AddSingleton<SpeakerJudge>();
        builder.Services.AddSingleton<IPhraseVerifier>(services => services.GetRequiredService<IOptions<ConsentOptions>>().Value.Verifier switch
        {
            PhraseVerifierKind.Transcription => ActivatorUtilities.CreateInstance<TranscriptionVerifier>(services),
            PhraseVerifierKind.Pocketsphinx => ActivatorUtilities.CreateInstance<PocketsphinxVerifier>(services),
            _ => new NoPhraseVerifier(),
        });
        builder.Services.AddHttpClient(TranscriptionVerifier.ClientName, client => client.MaxResponseContentBufferSize = TranscriptionVerifier.MaxAnswerBytes)
            .AddStandardResilienceHandler()
            .Configure((resilience, services) =>
            {
                var options = services.GetRequiredService<IOptions<TranscriptionOptions>>().Value;
                resilience.AttemptTimeout.Timeout = options.Timeout;
                resilience.Retry.MaxRetryAttempts = options.Retries;
                resilience.Retry.BackoffType = DelayBackoffType.Exponential;
                resilience.Retry.Delay = TimeSpan.FromMilliseconds(200);
                resilience.TotalRequestTimeout.Timeout = (options.Retries + 1) * (options.Timeout + TimeSpan.FromSeconds(2));
                resilience.CircuitBreaker.SamplingDuration = 2 * options.Timeout + TimeSpan.FromSeconds(1);
            });
        return builder;
    }

    private static bool IsShared(IServiceProvider services) =>
        services.GetRequiredService<MasterKey>().IsLasting && services.GetRequiredService<IOptions<RedisOptions>>().Value.Connection is not "";
}
