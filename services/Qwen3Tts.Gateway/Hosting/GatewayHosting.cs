using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.AspNetCore.Server;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Admission;
using Qwen3Tts.Gateway.Blocking;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Designing;
using Qwen3Tts.Gateway.Failover;
using Qwen3Tts.Gateway.Grpc;
using Qwen3Tts.Gateway.Grpc.Workers;
using Qwen3Tts.Gateway.Limits;
using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Gateway.Output;
using Qwen3Tts.Gateway.Provenance;
using Qwen3Tts.Gateway.Resumption;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Texts;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Gateway.Voices.Changes;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.ServiceDefaults.Settings;

namespace Qwen3Tts.Gateway.Hosting;

/// <summary>Adds the Gateway to a host, its own or one that hosts the whole fleet.</summary>
public static class GatewayHosting
{
    // What gRPC allows a message by default.
    private const int MaxMessageBytesBesideClip = 4 * 1024 * 1024;

    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        builder.AddFleetCredential();
        builder.AddFleetOptions<GatewayTlsOptions>(GatewayTlsOptions.Section).AddListenerTls<GatewayTls>();
        // So that an error's details can be written as JSON.
        builder.Services.AddGrpc().AddJsonTranscoding(json => json.TypeRegistry = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor));
        builder.AddLiveOptions<TenantOptions>(TenantOptions.Section);
        builder.AddFleetOptions<AdmissionOptions>(AdmissionOptions.Section);
        builder.Services.AddSingleton<ITenantResolver, ApiKeyTenantResolver>();
        builder.Services.AddSingleton<Callers>();
        builder.Services.AddSingleton<UtteranceAdmission>();
        builder.Services.AddSingleton<GatewayMetrics>();
        return builder.AddWorkers().AddVoices().AddLimits().AddConsent().AddBlocking().AddSynthesis();
    }

    public static WebApplication MapGateway(this WebApplication app)
    {
        app.MapGrpcService<SpeechService>();
        app.MapGrpcService<VoicesService>();
        app.MapGrpcService<TextsService>();
        app.MapGrpcService<ModelsService>();
        app.MapGrpcService<ConsentsService>();
        app.MapGrpcService<ConsentOperationsService>();
        app.MapGrpcService<BlockedVoicesService>();
        app.MapGrpcService<ProvenanceService>();
        return app;
    }

    private static WebApplicationBuilder AddWorkers(this WebApplicationBuilder builder)
    {
        builder.AddFleetOptions<ServicesOptions>(ServicesOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<ServicesOptions>, EncryptedServices>();
        builder.Services.AddSingleton<WorkerChannels>();
        builder.Services.AddSingleton<IWorkerDescriber, TextFrontendDescriber>();
        builder.Services.AddSingleton<IWorkerDescriber, SpeakerEmbeddingDescriber>();
        builder.Services.AddSingleton<IWorkerDescriber, TokenGeneratorDescriber>();
        builder.Services.AddSingleton<IWorkerDescriber, AcousticDecoderDescriber>();
        builder.Services.AddSingleton<IHostLookup, DnsLookup>();
        builder.Services.AddSingleton<WorkerDiscovery>();
        builder.Services.AddSingleton<IWorkerHealth, WorkerHealth>();
        builder.Services.AddSingleton<WorkerFleet>();
        builder.Services.AddSingleton<FleetWatch>();
        builder.Services.AddSingleton<ILoading>(services => services.GetRequiredService<FleetWatch>());
        builder.Services.AddHostedService(services => services.GetRequiredService<FleetWatch>());
        return builder;
    }

    private static WebApplicationBuilder AddVoices(this WebApplicationBuilder builder)
    {
        builder.AddFleetOptions<VoicesOptions>(VoicesOptions.Section);
        builder.AddFleetOptions<RedisOptions>(RedisOptions.Section);
        builder.Services.AddSingleton<RedisConnection>();
        builder.Services.AddSingleton<MemoryVoiceStore>();
        builder.Services.AddSingleton<MemoryEmbeddingShare>();
        builder.Services.AddSingleton<RedisVoiceStore>();
        builder.Services.AddSingleton<RedisVoiceLog>();
        builder.Services.AddSingleton<RedisEmbeddingShare>();
        builder.AddByRedis<IVoiceStore, RedisVoiceStore, MemoryVoiceStore>();
        builder.AddByRedis<IVoiceLog, RedisVoiceLog, MemoryVoiceStore>();
        builder.AddByRedis<IEmbeddingShare, RedisEmbeddingShare, MemoryEmbeddingShare>();
        builder.Services.AddSingleton<VoiceLease>();
        builder.Services.AddSingleton<KnownVoices>();
        builder.Services.AddSingleton<SpokenVoices>();
        builder.Services.AddSingleton<VoiceLogFollower>();
        builder.Services.AddHostedService(services => services.GetRequiredService<VoiceLogFollower>());
        builder.Services.AddHealthChecks().AddCheck<VoicesHealthCheck>("voices");
        builder.Services.AddOptions<MemoryCacheOptions>().Configure<IOptions<VoicesOptions>>(
            (cache, voices) => cache.SizeLimit = voices.Value.EmbeddingCacheBytes);
        builder.Services.AddHybridCache().AddSerializer<ClipEmbedding, ClipEmbeddingSerializer>();
        builder.Services.AddSingleton<EmbeddingCache>();
        builder.Services.AddSingleton<ISpeakerEmbedder, SpeakerEmbedder>();
        builder.Services.AddSingleton<VoiceEmbeddings>();
        builder.Services.AddSingleton<Enrolment>();
        builder.Services.AddSingleton<VoiceLookup>();
        builder.Services.AddSingleton<VoiceUsage>();
        builder.Services.AddSingleton<VoiceRevocation>();
        builder.Services.AddSingleton<OneOffVoices>();
        builder.Services.AddSingleton<VoiceCatalog>();
        return builder.AddClipMessages<SpeechService>().AddClipMessages<VoicesService>();
    }

    /// <summary>Lets a service's messages hold a whole clip.</summary>
    private static WebApplicationBuilder AddClipMessages<TService>(this WebApplicationBuilder builder)
        where TService : class
    {
        builder.Services.AddOptions<GrpcServiceOptions<TService>>().Configure<IOptions<VoicesOptions>>(
            (grpc, voices) => grpc.MaxReceiveMessageSize = voices.Value.MaxClipBytes + MaxMessageBytesBesideClip);
        return builder;
    }

    private static void AddByRedis<TService, TRedis, TMemory>(this WebApplicationBuilder builder)
        where TService : class
        where TRedis : TService
        where TMemory : TService =>
        builder.Services.AddSingleton<TService>(services => services.GetRequiredService<IOptions<RedisOptions>>().Value.Connection is ""
            ? services.GetRequiredService<TMemory>()
            : services.GetRequiredService<TRedis>());

    private static WebApplicationBuilder AddSynthesis(this WebApplicationBuilder builder)
    {
        builder.AddFleetOptions<DeliveryOptions>(DeliveryOptions.Section);
        builder.AddFleetOptions<LongTextOptions>(LongTextOptions.Section);
        builder.Services.AddSingleton<ModelRegistry>();
        builder.AddFleetOptions<WatermarkOptions>(WatermarkOptions.Section);
        builder.Services.AddSingleton<CountedNumbers>();
        builder.Services.AddSingleton<RedisNumbers>();
        builder.AddByRedis<IUtteranceNumbers, RedisNumbers, CountedNumbers>();
        builder.Services.AddSingleton<Watermarks>();
        builder.AddFleetOptions<ProvenanceOptions>(ProvenanceOptions.Section);
        builder.Services.AddSingleton<WatermarkSearch>();
        builder.Services.AddSingleton<LedgerSeal>();
        builder.Services.AddSingleton<MemoryLedgerStore>();
        builder.Services.AddSingleton<FileLedgerStore>();
        builder.Services.AddSingleton<RedisLedgerStore>();
        builder.Services.AddSingleton<ILedgerStore>(LedgerStore);
        builder.Services.AddSingleton<Ledger>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Ledger>());
        builder.Services.AddSingleton<SeedSource>();
        builder.AddFleetOptions<LexiconOptions>(LexiconOptions.Section);
        builder.Services.AddSingleton<TenantLexicons>();
        builder.AddFleetOptions<ResumeOptions>(ResumeOptions.Section);
        builder.Services.AddSingleton<UtteranceTokens>();
        builder.Services.AddSingleton<UtterancePlanner>();
        builder.AddFleetOptions<FailoverOptions>(FailoverOptions.Section);
        builder.Services.AddSingleton<FailoverPolicy>();
        builder.Services.AddSingleton<WorkerStages>();
        builder.Services.AddSingleton<HedgePolicy>();
        builder.Services.AddSingleton<IStages>(services => new FailoverStages(
            new HedgedStages(services.GetRequiredService<WorkerStages>(), services.GetRequiredService<HedgePolicy>()),
            services.GetRequiredService<FailoverPolicy>()));
        builder.Services.AddSingleton<TextAnalyzer>();
        builder.Services.AddSingleton<SynthesisPipeline>();
        builder.Services.AddSingleton<DesignedVoices>();
        return builder;
    }

    private static ILedgerStore LedgerStore(IServiceProvider services)
    {
        if (services.GetRequiredService<IOptions<ProvenanceOptions>>().Value.Folder is not "")
            return services.GetRequiredService<FileLedgerStore>();
        return services.GetRequiredService<IOptions<RedisOptions>>().Value.Connection is ""
            ? services.GetRequiredService<MemoryLedgerStore>()
            : services.GetRequiredService<RedisLedgerStore>();
    }
}
