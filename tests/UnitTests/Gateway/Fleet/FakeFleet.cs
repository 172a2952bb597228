using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Qwen3Tts.Gateway.Hosting;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Internal.V1;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.UnitTests.ServiceDefaults;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Fleet;

/// <summary>The Gateway with fake workers, each a host of its own, real gRPC between them.</summary>
internal sealed class FakeFleet : IAsyncDisposable
{
    private const string Credential = "the secret of a fake fleet";

    private readonly Dictionary<string, TestHost> _workers = [];

    // Ports.
    private readonly ConcurrentDictionary<int, bool> _silent = new();

    /// <summary>Models in the order served, and which voices ship with each base model; a family a base model.</summary>
    public FakeFleet(params Model[] models)
    {
        foreach (var model in models)
        {
            TextFrontend.Models.Add(model.Name);
            TokenGenerator.Models.Add(new GeneratorModel { Model = model, XVectorSize = model.Type is "base" ? 2u : 0 });
            AcousticDecoder.Models.Add(model.Name);
            if (model.Type is "base")
                SpeakerEmbedding.Models.Add(new SpeakerEncoderModel { Model = model.Name, Family = $"family of {model.Name}", XVectorSize = 2 });
        }
    }

    public FakeTextFrontend TextFrontend { get; } = new();

    public FakeSpeakerEmbedding SpeakerEmbedding { get; } = new();

    public FakeTokenGenerator TokenGenerator { get; } = new();

    public FakeAcousticDecoder AcousticDecoder { get; } = new();

    public TestHost Gateway { get; private set; } = null!;

    /// <summary>Which errors may stand in the Gateway's log; any other fails the test.</summary>
    public Func<(LogLevel Level, string Category, string Text, Exception? Error), bool> IsExpectedFault { get; set; } = _ => false;

    /// <summary>Whether workers that stop say so first; else they seem to die.</summary>
    public bool HearsOfStops { get; set; }

    /// <summary>What a test adds to the Gateway's host.</summary>
    public Action<WebApplicationBuilder> AddToGateway { get; set; } = _ => { };

    /// <summary>What a test sets for every worker that it starts from then on.</summary>
    public (string Key, string Value)[] WorkerSettings { get; set; } = [];

    public V1.Speech.SpeechClient Speech => new(Gateway.Channel);

    public V1.Voices.VoicesClient Voices => new(Gateway.Channel);

    public V1.Models.ModelsClient Models => new(Gateway.Channel);

    /// <summary>A base model with the voices joe (with a transcript) and oskar, a custom-voice model, and a voice-design model.</summary>
    public static FakeFleet Usual()
    {
        var fleet = new FakeFleet(FakeModels.Base(), FakeModels.CustomVoice(), FakeModels.VoiceDesign());
        fleet.SpeakerEmbedding.Models[0].Voices.AddRange([FakeModels.Voice("joe", "what joe says"), FakeModels.Voice("oskar")]);
        return fleet;
    }

    public static async Task<FakeFleet> StartUsual(params (string Key, string Value)[] settings)
    {
        var fleet = Usual();
        await fleet.Start(settings);
        return fleet;
    }

    /// <summary>Starts everything, and waits until the Gateway has asked all workers what they serve.</summary>
    public async Task Start(params (string Key, string Value)[] settings)
    {
        await StartGateway(
        [
            ("Services:TextFrontend:0", await StartWorker(TextFrontend)),
            ("Services:SpeakerEmbedding:0", await StartWorker(SpeakerEmbedding)),
            ("Services:TokenGenerator:0", await StartWorker(TokenGenerator)),
            ("Services:AcousticDecoder:0", await StartWorker(AcousticDecoder)),
            .. settings,
        ]);
        await Gateway.App.Services.GetRequiredService<ServiceReadiness>().WhenLoaded;
    }

    public async Task StartGateway(params (string Key, string Value)[] settings) => Gateway = await TestHost.Start(
        builder =>
        {
            builder.AddGateway();
            if (!HearsOfStops)
                builder.Services.AddSingleton<IWorkerHealth, NoHealth>();
            AddToGateway(builder);
        },
        app => app.MapGateway(),
        [
            .. new[] { ("Fleet:Credential", Credential), ("Telemetry:Enabled", "false"), ("Gateway:LoopbackAttests", "true"), ("Watermark:Enabled", "false"), ("Services:VoiceAffinity", "0") }.Concat(settings)
                .GroupBy(setting => setting.Item1, (_, same) => same.Last()),
        ]);

    /// <summary>Starts a worker, on a port that is free or the one given, and returns its address.</summary>
    public async Task<string> StartWorker<T>(T worker, string address = "http://127.0.0.1:0", string credential = Credential)
        where T : class
    {
        var host = await TestHost.Start(
            builder =>
            {
                builder.AddWorkerSecurity().AddRunWatch();
                builder.Services.AddSingleton(worker);
            },
            app =>
            {
                app.Use(SilenceAsync);
                app.MapGrpcService<T>();
            },
            [("Fleet:Credential", credential), ("Telemetry:Enabled", "false"), ("urls", address), .. WorkerSettings]);
        _workers[host.Address] = host;
        return host.Address;
    }

    public IEnumerable<TestHost> Workers => _workers.Values;

    public TestHost Worker(string address) => _workers[address];

    /// <summary>The host of a service's first worker.</summary>
    public TestHost WorkerOf(string service) => Worker(Gateway.App.Configuration[$"Services:{service}:0"]!);

    public async Task Stop(string address)
    {
        _workers.Remove(address, out var host);
        await host!.App.StopAsync(TestContext.Current.CancellationToken);
        await host.DisposeAsync();
    }

    /// <summary>Ends a worker without letting its calls end.</summary>
    public async Task Kill(string address)
    {
        _workers.Remove(address, out var host);
        await host!.App.StopAsync(new CancellationToken(canceled: true));
        await host.DisposeAsync();
    }

    /// <summary>A worker answers no call that begins from now on.</summary>
    public void Silence(string address) => _silent[new Uri(address).Port] = true;

    public SpeechCall Open(DateTime? deadline = null, GrpcChannel? channel = null) =>
        new(new V1.Speech.SpeechClient(channel ?? Gateway.Channel).Synthesize(deadline: deadline, cancellationToken: TestContext.Current.CancellationToken));

    private Task SilenceAsync(HttpContext call, RequestDelegate next) =>
        _silent.ContainsKey(call.Connection.LocalPort) ? Task.Delay(Timeout.Infinite, call.RequestAborted) : next(call);

    private sealed class NoHealth : IWorkerHealth
    {
        public Task<bool> LeavesAsync(CallInvoker worker) => new TaskCompletionSource<bool>().Task;
    }

    public async ValueTask DisposeAsync()
    {
        if (Gateway is not null)
        {
            Gateway.Channel.Dispose();
            await Gateway.App.StopAsync(TestContext.Current.CancellationToken);
            await Gateway.DisposeAsync();
        }

        foreach (var worker in _workers.Values)
            await worker.DisposeAsync();
        if (Gateway is not null)
            Assert.DoesNotContain(Gateway.Log.Entries, entry => entry.Level >= LogLevel.Error && !IsExpectedFault(entry));
    }
}
