using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Qwen3Tts.ServiceDefaults.Hosting;

namespace Qwen3Tts.ServiceDefaults.Health;

/// <summary>Health for probes, and parts that are loaded while the service already answers them.</summary>
public static class HealthHosting
{
    private const string Alive = "alive";

    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Loads a <typeparamref name="T"/> from the start of the host on; take a <see cref="Loading{T}"/> to use it.
    /// The service is not ready until it is loaded.
    /// </summary>
    public static WebApplicationBuilder AddLoading<T>(this WebApplicationBuilder builder, Func<IServiceProvider, T> load)
        where T : class
    {
        builder.Services.AddSingleton(services =>
            ActivatorUtilities.CreateInstance<Loading<T>>(services, new Func<T>(() => load(services))));
        builder.Services.AddSingleton<ILoading>(services => services.GetRequiredService<Loading<T>>());
        builder.Services.AddHostedService(services => services.GetRequiredService<Loading<T>>());
        return builder;
    }

    /// <summary>A <see cref="RunWatch"/> for what this service has its device do.</summary>
    public static WebApplicationBuilder AddRunWatch(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => new RunWatch(
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<IOptions<HealthOptions>>().Value.RunLimit,
            services.GetRequiredService<ILogger<RunWatch>>()));
        return builder.AddFleetOptions<HealthOptions>(HealthOptions.Section);
    }

    internal static WebApplicationBuilder AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServiceReadiness>();
        builder.Services.AddSingleton<LivenessCheck>();
        builder.Services.AddGrpcHealthChecks().AddCheck<ReadinessCheck>("readiness").AddCheck<LivenessCheck>("liveness", tags: [Alive]);
        builder.Services.Configure<HealthCheckPublisherOptions>(options =>
        {
            options.Delay = TimeSpan.Zero;
            options.Period = WatchPeriod;
        });
        // It logs every answer of "not ready" as an error, which loading and draining are not.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical);
        return builder;
    }

    internal static WebApplication MapHealth(this WebApplication app)
    {
        app.MapGrpcHealthChecksService();
        app.MapHealthChecks("/healthz");
        app.MapHealthChecks("/livez", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Alive) });
        return app;
    }
}
