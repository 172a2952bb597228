using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.TextFrontend.Hosting;
using Qwen3Tts.UnitTests.ServiceDefaults;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.TextFrontend.Grpc;

/// <summary>The TextFrontend on a loopback port, serving the nano checkpoint, with small limits.</summary>
internal sealed class TextFrontendHost : IAsyncDisposable
{
    private readonly TestHost _host;

    private TextFrontendHost(TestHost host)
    {
        _host = host;
        Client = new Rpc.TextFrontend.TextFrontendClient(host.Channel);
    }

    public Rpc.TextFrontend.TextFrontendClient Client { get; }

    public TestHost.RecordedLog Log => _host.Log;

    public IServiceProvider Services => _host.App.Services;

    /// <summary>Starts it and waits until it has loaded.</summary>
    public static async Task<TextFrontendHost> Start()
    {
        TestHost host = await TestHost.Start(
            builder => builder.AddTextFrontend(),
            app => app.MapTextFrontend(),
            ("Models:Checkpoints:0", $"nano={Tokenizers.NanoFolder}"),
            ("TextFrontend:MaxCharacters", "40"),
            ("TextFrontend:MaxInstructionCharacters", "20"),
            ("TextFrontend:MaxTranscriptCharacters", "20"));
        await host.App.Services.GetRequiredService<ServiceReadiness>().WhenLoaded;
        return new TextFrontendHost(host);
    }

    public AsyncDuplexStreamingCall<Rpc.TokenizeRequest, Rpc.TokenizeResponse> Tokenize() =>
        Client.Tokenize(cancellationToken: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
