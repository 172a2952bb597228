using Microsoft.Extensions.Options;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.ServiceDefaults.Telemetry;
using Qwen3Tts.TokenGenerator.Engine;
using Qwen3Tts.TokenGenerator.Grpc;
using Qwen3Tts.TokenGenerator.Guarding;
using Qwen3Tts.TokenGenerator.Telemetry;

namespace Qwen3Tts.TokenGenerator.Hosting;

/// <summary>The token generator as a part of a host.</summary>
public static class TokenGeneratorHosting
{
    public static WebApplicationBuilder AddTokenGenerator(this WebApplicationBuilder builder) => builder
        .AddFleetOptions<ModelsOptions>(ModelsOptions.Section)
        .AddTokenGenerator(services => CheckpointGenerator.LoadAll(
            services.GetRequiredService<IOptions<ModelsOptions>>().Value,
            services.GetRequiredService<IOptions<EngineOptions>>().Value,
            services.GetRequiredService<ILogger<CheckpointGenerator>>(),
            ProgressLog<ConversionProgress>.Of(services, progress => progress.Describe())));

    public static WebApplication MapTokenGenerator(this WebApplication app)
    {
        app.MapGrpcService<TokenGeneratorService>();
        return app;
    }

    internal static WebApplicationBuilder AddTokenGenerator(
        this WebApplicationBuilder builder, Func<IServiceProvider, IEnumerable<ServedGenerator>> load)
    {
        builder.Services.AddSingleton<GeneratorTelemetry>();
        builder.Services.AddSingleton<RequestParser>();
        return builder
            .AddFleetOptions<EngineOptions>(EngineOptions.Section)
            .AddFleetOptions<GuardOptions>(GuardOptions.Section)
            .AddRunWatch()
            .AddLoading(services => services.GetRequiredService<GeneratorTelemetry>().Observe(new GenerationEngine(
                load(services),
                services.GetRequiredService<IOptions<EngineOptions>>().Value,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<IOptions<GuardOptions>>().Value,
                services.GetRequiredService<RunWatch>())));
    }
}
