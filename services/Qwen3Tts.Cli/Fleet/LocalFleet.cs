using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Hosting;
using Qwen3Tts.Gateway.Output;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Verification;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.ServiceDefaults.Security;
using Qwen3Tts.ServiceDefaults.Telemetry;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Fleet;

/// <summary>
/// The fleet in this process: the same five services as the executables, each on its own loopback port, gRPC between them, and a
/// credential that lives as long as the fleet; or some of the services, which speak with those of other processes.
/// </summary>
public sealed class LocalFleet : IAsyncDisposable
{
    private const int CredentialBytes = 32;

    // In the order of their start.
    private readonly OrderedDictionary<string, WebApplication> _services = [];

    private LocalFleet()
    {
    }

    /// <summary>Where this machine reaches the Gateway.</summary>
    public Uri Address => FleetSelection.Reach(Listening(FleetPart.Gateway.Name));

    /// <summary>Whether callers on this machine may clone voices on their own word.</summary>
    public bool LoopbackAttests => _services.ContainsKey(FleetPart.Gateway.Name) && Gateway<TenantOptions>() is { AllowLoopback: true, LoopbackAttests: true }
        && Gateway<ConsentOptions>().Policy is ConsentPolicy.Required;

    /// <summary>The services, by name, such as <c>token-generator</c>.</summary>
    public IReadOnlyDictionary<string, WebApplication> Services => _services;

    /// <summary>Where a hosted service listens.</summary>
    public Uri Listening(string service) => new(_services[service].Urls.First());

    /// <summary>A client of the Gateway.</summary>
    public FleetClient Connect() => new(Address, handler: Address.Scheme is not "https" ? null : new SocketsHttpHandler
    {
        // It is this process's own listener: no certificate could say more, and the Gateway's need not name this machine.
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    });

    /// <summary>Starts every service and waits until all are ready.</summary>
    /// <exception cref="SpeechException">A checkpoint is not valid, an address is taken, or a part could not be loaded.</exception>
    public static async Task<LocalFleet> StartAsync(LocalFleetSettings settings, CancellationToken cancellationToken)
    {
        var fleet = new LocalFleet();
        try
        {
            var hosted = FleetSelection.Of(settings, Read(settings));
            if (hosted.Any(part => part.Part != FleetPart.Gateway))
                await Task.Run(() => Prepare(settings, cancellationToken), cancellationToken);
            var shared = Configure(settings);
            foreach (var (part, listen) in hosted)
            {
                if (part == FleetPart.Gateway)
                    FleetSelection.AddOthers(shared, settings.Workers);
                // What this process as a whole counts is told once, by whom callers or probes know best.
                var isLast = part == hosted[^1].Part;
                var app = await fleet.StartAsync(part, listen, shared, isLast && settings.Telemetry, isLast, settings.Logging, cancellationToken);
                if (part.AddressesKey is { } key)
                    shared[$"{key}:0"] = FleetSelection.Reach(new Uri(app.Urls.First())).GetLeftPart(UriPartial.Authority);
            }

            await Task.WhenAll(fleet._services.Values.Select(app => app.Services.GetRequiredService<ServiceReadiness>().WhenLoaded))
                .WaitAsync(cancellationToken);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    private T Gateway<T>()
        where T : class => _services[FleetPart.Gateway.Name].Services.GetRequiredService<IOptions<T>>().Value;

    /// <summary>Stops the Gateway first, so that running utterances still find their workers; then the workers.</summary>
    /// <param name="hurry">Cuts running utterances off.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        if (_services.TryGetValue(FleetPart.Gateway.Name, out var gateway))
            await gateway.StopAsync(hurry);
        await Task.WhenAll(_services.Values.Select(app => app.StopAsync(hurry)));
    }

    public async ValueTask DisposeAsync()
    {
        // The Gateway whole first: it watches the workers, and would report them missing.
        foreach (var app in _services.Values.Reverse())
        {
            await app.StopAsync(new CancellationToken(canceled: true));
            await app.DisposeAsync();
        }

        _services.Clear();
    }

    /// <summary>Refuses a bad checkpoint before anything is started, and builds the graphs while progress can be told.</summary>
    private static void Prepare(LocalFleetSettings settings, CancellationToken cancellationToken)
    {
        using var catalog = CheckpointCatalog.Open(new ModelsOptions { Checkpoints = [.. settings.Checkpoints] });
        // As the services read it, so that what is built here is what they need: a device may be named in the environment.
        var models = Read(settings).GetSection(ModelsOptions.Section).Get<ModelsOptions>()!;
        var sessions = models.ToSettings() with { Progress = settings.Progress };
        foreach (var checkpoint in catalog.All)
            GraphConversion.Convert(checkpoint, sessions with { Precision = PrecisionChoice.Of(checkpoint, sessions).Plan }, cancellationToken);
    }

    private static IConfiguration Read(LocalFleetSettings settings) =>
        new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(Configure(settings)).Build();

    private static Dictionary<string, string?> Configure(LocalFleetSettings settings)
    {
        var configuration = new Dictionary<string, string?>(settings.Configuration)
        {
            [$"{ModelsOptions.Section}:{nameof(ModelsOptions.Threads)}"] = settings.Threads.ToString(CultureInfo.InvariantCulture),
            [$"{ModelsOptions.Section}:{nameof(ModelsOptions.CacheFolder)}"] = settings.CacheFolder,
            ["Redis:Connection"] = settings.Redis ?? "",
        };
        // A fleet in several processes needs one that all of them are told.
        if (settings.Services is [])
            configuration[$"{FleetOptions.Section}:{nameof(FleetOptions.Credential)}"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(CredentialBytes));
        if (settings.Precision is { } precision)
            configuration[$"{ModelsOptions.Section}:{nameof(ModelsOptions.Precision)}"] = precision;
        foreach (var (index, checkpoint) in settings.Checkpoints.Index())
            configuration[$"{ModelsOptions.Section}:{nameof(ModelsOptions.Checkpoints)}:{index}"] = checkpoint;
        return configuration;
    }

    /// <summary>
    /// Who serves only this machine may clone voices on their own word, each use recorded, and is the operator; the environment may say otherwise.
    /// </summary>
    private static IEnumerable<KeyValuePair<string, string?>> OfThisMachine(Uri listen)
    {
        var own = listen.IsLoopback.ToString();
        yield return new($"{TenantOptions.Section}:{nameof(TenantOptions.LoopbackAttests)}", own);
        yield return new($"{TenantOptions.Section}:{nameof(TenantOptions.LoopbackOperates)}", own);
    }

    /// <summary>Who serves only this machine marks with a key of this user's, unless another is configured.</summary>
    private static void AddOwnKey(ConfigurationManager configuration)
    {
        var section = configuration.GetSection(WatermarkOptions.Section);
        if (section[nameof(WatermarkOptions.Key)] is not (null or "") || !section.GetValue(nameof(WatermarkOptions.Enabled), true))
            return;
        configuration.AddInMemoryCollection([new($"{WatermarkOptions.Section}:{nameof(WatermarkOptions.Key)}", OwnWatermarkKey.ReadOrMake())]);
    }

    private async Task<WebApplication> StartAsync(
        FleetPart part,
        Uri listen,
        IReadOnlyDictionary<string, string?> configuration,
        bool telemetry,
        bool servesMetrics,
        Action<ILoggingBuilder>? logging,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(LocalFleet).Assembly.GetName().Name });
        builder.Configuration.AddInMemoryCollection(OfThisMachine(listen)).AddEnvironmentVariables().AddInMemoryCollection(configuration);
        if (part == FleetPart.Gateway && listen.IsLoopback)
            AddOwnKey(builder.Configuration);
        builder.Configuration.AddInMemoryCollection(
        [
            new($"{TelemetryOptions.Section}:{nameof(TelemetryOptions.Enabled)}", telemetry.ToString()),
            .. servesMetrics ? Array.Empty<KeyValuePair<string, string?>>() : [new($"{ListenerOptions.Section}:{nameof(ListenerOptions.MetricsUrl)}", "")],
            .. part == FleetPart.Gateway ? Array.Empty<KeyValuePair<string, string?>>() : [new($"{ListenerOptions.Section}:{nameof(ListenerOptions.RestUrl)}", "")],
        ]);
        builder.WebHost.UseKestrelCore().UseUrls(listen.GetLeftPart(UriPartial.Authority));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, HostedLifetime>();
        logging?.Invoke(builder.Logging);
        part.Add(builder.AddFleetDefaults(part.Name));

        var app = builder.Build();
        part.Map(app.MapFleetDefaults());
        _services.Add(part.Name, app);
        await StartAsync(app, part, listen, cancellationToken);
        return app;
    }

    private static async Task StartAsync(WebApplication app, FleetPart part, Uri listen, CancellationToken cancellationToken)
    {
        try
        {
            if (listen.Scheme is "https" && !app.Services.GetRequiredService<IListenerTls>().IsOn)
            {
                throw SpeechException.Invalid(
                    $"The {part.Name} cannot listen on {listen.GetLeftPart(UriPartial.Authority)}: https:// needs the certificate of "
                    + $"{(part == FleetPart.Gateway ? GatewayTlsOptions.Section : FleetTlsOptions.Section)}.");
            }

            await app.StartAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A part that cannot be loaded stops its host, also one that is still starting.
            await app.Services.GetRequiredService<ServiceReadiness>().WhenLoaded;
            throw;
        }
        catch (OptionsValidationException error)
        {
            throw new SpeechException(SpeechErrorKind.Invalid, $"The {part.Name} cannot start: {error.Message}", error);
        }
        catch (IOException error)
        {
            throw new SpeechException(
                SpeechErrorKind.Unavailable,
                $"The {part.Name} cannot listen on {listen.GetLeftPart(UriPartial.Authority)}: {error.Message} Choose another with --port or --listen.",
                error);
        }
    }
}
