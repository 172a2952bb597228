using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Qwen3Tts.ServiceDefaults.Draining;
using Qwen3Tts.ServiceDefaults.Errors;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Security;
using Qwen3Tts.ServiceDefaults.Telemetry;

namespace Qwen3Tts.ServiceDefaults.Hosting;

/// <summary>What every service of the fleet has in common.</summary>
public static class FleetHosting
{
    /// <summary>The largest message that a service takes or sends, in bytes. What may be longer is streamed.</summary>
    public const int MaxMessageBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan KeepAlivePingDelay = TimeSpan.FromSeconds(30);

    /// <summary>
    /// gRPC for the service named <paramref name="service"/>: errors, health, draining, telemetry, and Kestrel with HTTP/2
    /// without TLS on the host's <c>urls</c>.
    /// </summary>
    public static WebApplicationBuilder AddFleetDefaults(this WebApplicationBuilder builder, string service)
    {
        builder.Services.AddSingleton(new ServiceIdentity(service));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ErrorMetrics>();
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxMessageBytes;
            grpc.MaxSendMessageSize = MaxMessageBytes;
            grpc.Interceptors.Add<SpeechErrorInterceptor>();
            grpc.Interceptors.Add<DrainingGate>();
        });
        return builder.AddListeners().AddHealth().AddDraining().AddTelemetry(service);
    }

    /// <summary>Accepts calls only with the fleet's credential.</summary>
    public static WebApplicationBuilder AddWorkerSecurity(this WebApplicationBuilder builder)
    {
        builder.AddFleetCredential();
        builder.Services.Configure<GrpcServiceOptions>(grpc => grpc.Interceptors.Add<CredentialGate>());
        return builder;
    }

    /// <summary>The fleet's credential as a <see cref="FleetCredential"/>, for who calls the workers.</summary>
    public static WebApplicationBuilder AddFleetCredential(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<FleetCredential>();
        return builder.AddFleetOptions<FleetOptions>(FleetOptions.Section);
    }

    /// <summary>
    /// Binds <typeparamref name="T"/> to <paramref name="section"/>. Its annotations are checked when the host starts; the
    /// message names the setting. A second call for the same type changes nothing.
    /// </summary>
    public static WebApplicationBuilder AddFleetOptions<T>(this WebApplicationBuilder builder, string section)
        where T : class
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(IValidateOptions<T>)))
            return builder;
        builder.Services.AddSingleton<IValidateOptions<T>>(new OptionsValidator<T>(section));
        builder.Services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
        return builder;
    }

    /// <summary>Health, reflection and <c>/metrics</c>.</summary>
    public static WebApplication MapFleetDefaults(this WebApplication app)
    {
        app.MapGrpcReflectionService();
        return app.MapHealth().MapTelemetry();
    }

    private static WebApplicationBuilder AddListeners(this WebApplicationBuilder builder)
    {
        builder.AddFleetOptions<ListenerOptions>(ListenerOptions.Section);
        builder.Services.AddSingleton<IStartupFilter, Http1Listeners>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var listeners = kestrel.ApplicationServices.GetRequiredService<IOptions<ListenerOptions>>().Value;
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.KeepAlivePingDelay = KeepAlivePingDelay;
            kestrel.ConfigureEndpointDefaults(listen => Http1Listeners.Configure(listen, listeners));
        });
        return builder;
    }

    private static WebApplicationBuilder AddDraining(this WebApplicationBuilder builder)
    {
        builder.AddFleetOptions<DrainingOptions>(DrainingOptions.Section);
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<DrainingOptions>>(
            (host, draining) => host.ShutdownTimeout = draining.Value.GracePeriod);
        return builder;
    }
}
