using Microsoft.Extensions.Options;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.ServiceDefaults.Telemetry;
using Qwen3Tts.SpeakerEmbedding.Clips;
using Qwen3Tts.SpeakerEmbedding.Embedding;
using Qwen3Tts.SpeakerEmbedding.Enrolment;
using Qwen3Tts.SpeakerEmbedding.Grpc;
using Qwen3Tts.SpeakerEmbedding.Telemetry;

namespace Qwen3Tts.SpeakerEmbedding.Hosting;

/// <summary>Speaker embedding as a part of a host.</summary>
public static class SpeakerEmbeddingHosting
{
    public static WebApplicationBuilder AddSpeakerEmbedding(this WebApplicationBuilder builder) => builder
        .AddFleetOptions<ModelsOptions>(ModelsOptions.Section)
        .AddSpeakerEmbedding(
            (services, options) => ModelLoader.Load(
                services.GetRequiredService<IOptions<ModelsOptions>>().Value,
                options,
                ProgressLog<ConversionProgress>.Of(services, progress => progress.Describe())));

    public static WebApplication MapSpeakerEmbedding(this WebApplication app)
    {
        app.MapGrpcService<SpeakerEmbeddingService>();
        return app;
    }

    internal static WebApplicationBuilder AddSpeakerEmbedding(
        this WebApplicationBuilder builder, Func<IServiceProvider, SpeakerEmbeddingOptions, ModelCatalog> load)
    {
        builder.Services.AddSingleton<SpeakerEmbeddingMetrics>();
        return builder
            .AddFleetOptions<SpeakerEmbeddingOptions>(SpeakerEmbeddingOptions.Section)
            .AddFleetOptions<PreparationOptions>(PreparationOptions.Section)
            .AddRunWatch()
            .AddLoading(services =>
            {
                var options = services.GetRequiredService<IOptions<SpeakerEmbeddingOptions>>().Value;
                return new EmbeddingEngine(
                    load(services, options),
                    options,
                    services.GetRequiredService<IOptions<PreparationOptions>>().Value,
                    services.GetRequiredService<RunWatch>());
            });
    }
}
