using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Qwen3Tts.ServiceDefaults.Hosting;

namespace Qwen3Tts.ServiceDefaults.Telemetry;

/// <summary>OpenTelemetry: one trace per utterance across the services, metrics on <c>/metrics</c>, OTLP where it is configured.</summary>
internal static class TelemetryHosting
{
    /// <summary>Activity sources and meters of the fleet.</summary>
    private const string Sources = "Qwen3Tts.*";

    private static readonly string[] Probes = ["/healthz", "/livez", "/metrics", "/grpc.health.", "/grpc.reflection."];

    // The frameworks tell of every request, probes too, and of every refusal a second time.
    private static readonly string[] QuietCategories = ["Microsoft.AspNetCore", "Grpc"];

    internal static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder, string service)
    {
        foreach (var category in QuietCategories.Where(category => builder.Configuration[$"Logging:LogLevel:{category}"] is null))
            builder.Logging.AddFilter(category, LogLevel.Warning);
        builder.AddFleetOptions<TelemetryOptions>(TelemetryOptions.Section);
        var options = builder.Configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>() ?? new TelemetryOptions();
        if (!options.Enabled)
            return builder;

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service))
            .WithTracing(tracing => tracing
                .AddSource(Sources)
                .AddAspNetCoreInstrumentation(server => server.Filter = IsCall)
                // Suppressing the HTTP span below makes the server's span a child of the call's.
                .AddGrpcClientInstrumentation(client => client.SuppressDownstreamInstrumentation = true))
            .WithMetrics(metrics => metrics
                .AddMeter(Sources)
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation()
                // From a histogram's bucket to a trace of one that fell into it.
                .SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddPrometheusExporter());
        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            telemetry.WithLogging().UseOtlpExporter();
        return builder;
    }

    internal static WebApplication MapTelemetry(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value.Enabled)
            app.UseOpenTelemetryPrometheusScrapingEndpoint(context => context.Request.Path == "/metrics" && !Http1Listeners.IsRest(context));
        return app;
    }

    private static bool IsCall(HttpContext context) =>
        !Probes.Any(probe => context.Request.Path.Value?.StartsWith(probe, StringComparison.Ordinal) is true);
}
