using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.AcousticDecoder.Decoding;
using Qwen3Tts.AcousticDecoder.Hosting;
using Qwen3Tts.Gateway.Hosting;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.SpeakerEmbedding.Hosting;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Tests.Processes;
using Qwen3Tts.Tests.Redis;
using Qwen3Tts.TextFrontend.Hosting;
using Qwen3Tts.TokenGenerator.Engine;
using Qwen3Tts.TokenGenerator.Hosting;
using StackExchange.Redis;

namespace Qwen3Tts.Benchmarks.Scaling;

/// <summary>
/// The services themselves, each on a port of its own in this process, but for the networks of generators and decoders; and a Redis, a process
/// of its own, in which tenants' limits are counted.
/// </summary>
internal sealed class SteadyFleet : IAsyncDisposable
{
    private const int Tenants = 4;

    private readonly List<WebApplication> _services = [];
    private readonly Dictionary<string, string?> _settings;
    private readonly RedisProcess _redis;

    private SteadyFleet(string checkpoint, int places)
    {
        var redis = FreeAddress.Take();
        _redis = new RedisProcess(redis.Port);
        _settings = new Dictionary<string, string?>
        {
            ["Fleet:Credential"] = Secret(),
            ["Models:Checkpoints:0"] = checkpoint,
            ["Models:Threads"] = "1",
            ["Telemetry:Enabled"] = "false",
            ["Watermark:Enabled"] = "false",
            ["Engine:MaxUtterances"] = $"{places}",
            ["Engine:Guard:Enabled"] = "false",
            ["Gateway:AllowLoopback"] = "false",
            ["Gateway:MaxUtterances"] = "4096",
            ["Gateway:MaxQueuedSeconds"] = "1000000",
            // Each utterance and its text are counted; more than anybody asks for.
            ["Limits:MaxUtterances"] = "1024",
            ["Limits:CharactersPerMinute"] = "100000000",
            ["Redis:Connection"] = redis.Authority,
            // As fast as it is made.
            ["Delivery:Lead"] = "0",
        };
        for (var i = 0; i < Tenants; i++)
        {
            _settings[$"Gateway:ApiKeys:{i}:Tenant"] = $"tenant-{i}";
            _settings[$"Gateway:ApiKeys:{i}:Sha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Keys[i])));
        }
    }

    /// <summary>One of each tenant.</summary>
    public IReadOnlyList<string> Keys { get; } = [.. Enumerable.Range(0, Tenants).Select(_ => Secret())];

    public Uri Address => new(_services[^1].Urls.First());

    /// <param name="load">The networks of one generator.</param>
    /// <param name="decoder">How long a decoder's turn takes.</param>
    public static async Task<SteadyFleet> StartAsync(
        string checkpoint, int places, int generators, Func<ModelDescription, ServedGenerator> load, int decoders, TimeSpan decoder)
    {
        ModelDescription model;
        using (var catalog = CheckpointCatalog.Open(new ModelsOptions { Checkpoints = [checkpoint] }))
            model = catalog.All.Single().Describe();
        var fleet = new SteadyFleet(checkpoint, places);
        await fleet._redis.StartAsync(CancellationToken.None);
        await fleet.StartAsync("text-frontend", "TextFrontend", builder => builder.AddTextFrontend(), app => app.MapTextFrontend());
        await fleet.StartAsync("speaker-embedding", "SpeakerEmbedding", builder => builder.AddSpeakerEmbedding(), app => app.MapSpeakerEmbedding());
        for (var i = 0; i < generators; i++)
        {
            await fleet.StartAsync(
                "token-generator",
                "TokenGenerator",
                builder => builder.AddTokenGenerator(_ => [load(model)]),
                app => app.MapTokenGenerator());
        }

        for (var i = 0; i < decoders; i++)
        {
            await fleet.StartAsync(
                "acoustic-decoder",
                "AcousticDecoder",
                builder => builder.AddAcousticDecoder(_ => new Dictionary<string, IFrameDecoder> { [model.Name] = new SteadyDecoder(model.Codec, decoder) }),
                app => app.MapAcousticDecoder());
        }

        await fleet.StartAsync("gateway", null, builder => builder.AddGateway(), app => app.MapGateway());
        await Task.WhenAll(fleet._services.Select(app => app.Services.GetRequiredService<ServiceReadiness>().WhenLoaded));
        return fleet;
    }

    /// <summary>What Redis has done since its start: commands, those in scripts among them, and seconds of a core.</summary>
    public async Task<(double Commands, double Seconds)> RedisAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_settings["Redis:Connection"] + ",allowAdmin=true");
        var server = redis.GetServers().Single();
        return (await FigureAsync("stats", "total_commands_processed"), await FigureAsync("cpu", "used_cpu_user") + await FigureAsync("cpu", "used_cpu_sys"));

        async Task<double> FigureAsync(string section, string name) =>
            double.Parse((await server.InfoAsync(section)).Single().Single(figure => figure.Key == name).Value, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        // The Gateway first: it watches the workers, and would report them missing.
        foreach (var app in Enumerable.Reverse(_services))
        {
            await app.StopAsync(new CancellationToken(canceled: true));
            await app.DisposeAsync();
        }

        await _redis.DisposeAsync();
    }

    private static string Secret() => Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    private async Task StartAsync(string name, string? service, Func<WebApplicationBuilder, WebApplicationBuilder> add, Func<WebApplication, WebApplication> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.AddFleetDefaults(name);
        add(service is null ? builder : builder.AddWorkerSecurity());
        var app = builder.Build();
        map(app.MapFleetDefaults());
        _services.Add(app);
        await app.StartAsync();
        if (service is not null)
            _settings[$"Services:{service}:{_settings.Keys.Count(key => key.StartsWith($"Services:{service}:", StringComparison.Ordinal))}"] = app.Urls.First();
    }
}
