using Microsoft.Extensions.Options;
using Qwen3Tts.AcousticDecoder.Decoding;
using Qwen3Tts.AcousticDecoder.Grpc;
using Qwen3Tts.AcousticDecoder.Telemetry;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.ServiceDefaults.Telemetry;

namespace Qwen3Tts.AcousticDecoder.Hosting;

/// <summary>The acoustic decoder as a part of a host.</summary>
public static class AcousticDecoderHosting
{
    public static WebApplicationBuilder AddAcousticDecoder(this WebApplicationBuilder builder) => builder
        .AddFleetOptions<ModelsOptions>(ModelsOptions.Section)
        .AddAcousticDecoder(services => CheckpointDecoder.LoadAll(
            services.GetRequiredService<IOptions<ModelsOptions>>().Value,
            services.GetRequiredService<IOptions<DecoderOptions>>().Value,
            ProgressLog<ConversionProgress>.Of(services, progress => progress.Describe())));

    public static WebApplication MapAcousticDecoder(this WebApplication app)
    {
        app.MapGrpcService<AcousticDecoderService>();
        return app;
    }

    internal static WebApplicationBuilder AddAcousticDecoder(
        this WebApplicationBuilder builder, Func<IServiceProvider, IReadOnlyDictionary<string, IFrameDecoder>> load)
    {
        builder.Services.AddSingleton<DecoderTelemetry>();
        return builder
            .AddFleetOptions<DecoderOptions>(DecoderOptions.Section)
            .AddRunWatch()
            .AddLoading(services => new DecodeEngine(
                load(services),
                services.GetRequiredService<IOptions<DecoderOptions>>().Value,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<RunWatch>()));
    }
}
