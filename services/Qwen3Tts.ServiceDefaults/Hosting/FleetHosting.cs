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
using Qwen3Tts.ServiceDefaults.Settings;
using Qwen3Tts.ServiceDefaults.Telemetry;

namespace Qwen3Tts.ServiceDefaults.Hosting;

/// <summary>What every service of the fleet has in common.</summary>
public static class FleetHosting
{
    /// <summary>The largest message that a service takes or sends, in bytes. What may be longer is streamed.</summary>
    public const int MaxMessageBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan KeepAlivePingDelay = TimeSpan.FromSeconds(30);

    /// <summary>
    /// gRPC for the service named <paramref name="service"/>: its file of settings, errors, health, draining, telemetry, and Kestrel with HTTP/2 on the
    /// host's <c>urls</c>, those with <c>https</c> by its <see cref="IListenerTls"/>.
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
            grpc.Interceptors.Add<ReadinessGate>();
        });
        return builder.AddSettingsFile().AddListeners().AddHealth().AddDraining().AddTelemetry(service);
    }

    /// <summary>Accepts calls only with the fleet's credential and, where <see cref="FleetTlsOptions"/> are set, its authority's certificate.</summary>
    public static WebApplicationBuilder AddWorkerSecurity(this WebApplicationBuilder builder)
    {
        builder.AddFleetCredential();
        builder.Services.AddSingleton<IStartupFilter, EncryptedListeners>();
        builder.AddListenerTls<FleetTls>();
        builder.Services.Configure<GrpcServiceOptions>(grpc => grpc.Interceptors.Add<CredentialGate>());
        return builder;
    }

    /// <summary>What who calls the workers proves itself with: a <see cref="FleetCredential"/> and <see cref="FleetTls"/>.</summary>
    public static WebApplicationBuilder AddFleetCredential(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<FleetCredential>();
        builder.Services.TryAddSingleton<FleetTls>();
        return builder.AddFleetOptions<FleetOptions>(FleetOptions.Section).AddFleetOptions<FleetTlsOptions>(FleetTlsOptions.Section);
    }

    /// <summary>How this service's listeners speak TLS; those that do not are told of at the start.</summary>
    public static WebApplicationBuilder AddListenerTls<T>(this WebApplicationBuilder builder)
        where T : class, IListenerTls
    {
        builder.Services.TryAddSingleton<T>();
        builder.Services.AddSingleton<IListenerTls>(services => services.GetRequiredService<T>());
        builder.Services.AddSingleton<IStartupFilter, TransportNotice>();
        return builder;
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
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            var listeners = kestrel.ApplicationServices.GetRequiredService<IOptions<ListenerOptions>>().Value;
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.KeepAlivePingDelay = KeepAlivePingDelay;
            if (kestrel.ApplicationServices.GetService<IListenerTls>() is { IsOn: true } tls)
                kestrel.ConfigureHttpsDefaults(tls.Configure);
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
