using System.Collections.Concurrent;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Hosting;

namespace Qwen3Tts.UnitTests.ServiceDefaults;

/// <summary>A service on a loopback port, built the way the fleet's are, and a channel to it. It does not report unless it is told to.</summary>
public sealed class TestHost : IAsyncDisposable
{
    private TestHost(WebApplication app, RecordedLog log)
    {
        App = app;
        Log = log;
        Channel = GrpcChannel.ForAddress(Address);
    }

    public WebApplication App { get; }

    public RecordedLog Log { get; }

    public string Address => App.Urls.First();

    public GrpcChannel Channel { get; }

    public CallProbe Probe => App.Services.GetRequiredService<CallProbe>();

    public static Task<TestHost> Start(Func<ServerCallContext, Task> handle, params (string Key, string Value)[] settings) =>
        Start(builder => builder.Services.AddSingleton(new EchoService(handle)), app => app.MapGrpcService<EchoService>(), settings);

    public static async Task<TestHost> Start(
        Action<WebApplicationBuilder> add, Action<WebApplication> map, params (string Key, string Value)[] settings)
    {
        var log = new RecordedLog();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Telemetry:Enabled", (string?)"false")]);
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.AddFleetDefaults("text-frontend");
        builder.Services.AddSingleton<CallProbe>().Configure<GrpcServiceOptions>(grpc => grpc.Interceptors.Add<CallProbe>());
        add(builder);
        var app = builder.Build();
        app.MapFleetDefaults();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestHost(app, log);
    }

    public async Task Until(ReadinessState state)
    {
        var readiness = App.Services.GetRequiredService<ServiceReadiness>();
        await Eventually.Until(() => readiness.State == state);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await App.DisposeAsync();
    }

    /// <summary>What a host logged.</summary>
    public sealed class RecordedLog : ILoggerProvider
    {
        private readonly ConcurrentQueue<(LogLevel Level, string Category, string Text, Exception? Error)> _entries = new();

        public IReadOnlyList<(LogLevel Level, string Category, string Text, Exception? Error)> Entries => [.. _entries];

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class Logger(RecordedLog log, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                log._entries.Enqueue((logLevel, category, formatter(state, exception), exception));
        }
    }
}
