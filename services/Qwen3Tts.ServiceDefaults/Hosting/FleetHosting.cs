using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Qwen3Tts.ServiceDefaults.Hosting;

/// <summary>What every service of the fleet has in common.</summary>
public static class FleetHosting
{
    /// <summary>gRPC for the service named <paramref name="service"/>.</summary>
    public static WebApplicationBuilder AddFleetDefaults(this WebApplicationBuilder builder, string service)
    {
        builder.Services.AddGrpc();
        builder.Services.AddGrpcHealthChecks();
        builder.Environment.ApplicationName = service;
        return builder;
    }

    /// <summary>Binds <typeparamref name="T"/> to <paramref name="section"/>; annotations are checked at start.</summary>
    public static WebApplicationBuilder AddFleetOptions<T>(this WebApplicationBuilder builder, string section)
        where T : class
    {
        builder.Services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
        return builder;
    }

    public static WebApplicationBuilder AddWorkerSecurity(this WebApplicationBuilder builder) => builder;

    public static WebApplication MapFleetDefaults(this WebApplication app)
    {
        app.MapGrpcHealthChecksService();
        return app;
    }
}
