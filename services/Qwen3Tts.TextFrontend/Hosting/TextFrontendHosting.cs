using Microsoft.Extensions.Options;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.TextFrontend.Grpc;
using Qwen3Tts.TextFrontend.Limits;
using Qwen3Tts.TextFrontend.Normalization;
using Qwen3Tts.TextFrontend.Phonemes;
using Qwen3Tts.TextFrontend.Ssml;
using Qwen3Tts.TextFrontend.Styles;
using Qwen3Tts.TextFrontend.Telemetry;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.TextFrontend.Hosting;

/// <summary>The text frontend as a part of a host.</summary>
public static class TextFrontendHosting
{
    public static WebApplicationBuilder AddTextFrontend(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TextFrontendMetrics>();
        builder.Services.AddSingleton<StyleCatalog>();
        builder.Services.AddSingleton<ISpokenForms, VerbalizedForms>();
        builder.Services.AddSingleton<NormalizerFactory>();
        builder.Services.AddSingleton<Phonemizer>();
        builder.Services.AddSingleton<TextReading>();
        return builder
            .AddFleetOptions<ModelsOptions>(ModelsOptions.Section)
            .AddFleetOptions<TextFrontendOptions>(TextFrontendOptions.Section)
            .AddFleetOptions<StyleOptions>(StyleOptions.Section)
            .AddLoading(services =>
            {
                // Beside the rest: a text that comes before it is done loads what it needs itself.
                _ = Task.Run(services.GetRequiredService<NormalizerFactory>().Load);
                return LoadTokenizers(services.GetRequiredService<IOptions<ModelsOptions>>().Value);
            });
    }

    public static WebApplication MapTextFrontend(this WebApplication app)
    {
        app.MapGrpcService<TextFrontendService>();
        return app;
    }

    private static TokenizerCatalog LoadTokenizers(ModelsOptions models)
    {
        using CheckpointCatalog checkpoints = CheckpointCatalog.Open(models);
        return new TokenizerCatalog(checkpoints.All.Select(checkpoint => (checkpoint.Name, checkpoint.Folder)));
    }
}
