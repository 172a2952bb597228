using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.TextFrontend.Grpc;
using Qwen3Tts.TextFrontend.Limits;
using Qwen3Tts.TextFrontend.Telemetry;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.TextFrontend.Hosting;

/// <summary>Adds the TextFrontend to a host, its own or one that hosts the whole fleet.</summary>
public static class TextFrontendHosting
{
    internal static WebApplicationBuilder AddTextFrontend(this WebApplicationBuilder builder, Func<IServiceProvider, TokenizerCatalog> load)
    {
        builder.AddFleetOptions<TextFrontendOptions>(TextFrontendOptions.Section);
        builder.Services.AddSingleton<TextFrontendMetrics>();
        return builder.AddLoading(load);
    }

    public static WebApplication MapTextFrontend(this WebApplication app)
    {
        app.MapGrpcService<TextFrontendService>();
        return app;
    }
}
