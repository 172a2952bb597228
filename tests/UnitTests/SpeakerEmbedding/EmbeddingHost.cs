using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.SpeakerEmbedding.Embedding;
using Qwen3Tts.SpeakerEmbedding.Hosting;
using Qwen3Tts.UnitTests.ServiceDefaults;
using Wire = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.SpeakerEmbedding;

/// <summary>
/// A speaker embedding service that serves <c>cloner</c>, with the built-in voices <c>ada</c> and <c>bob</c>, and <c>other</c>, which
/// has no speaker encoder.
/// </summary>
internal sealed class EmbeddingHost : IAsyncDisposable
{
    private EmbeddingHost(TestHost host) => Host = host;

    public TestHost Host { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Starts one that takes clips as they come.</summary>
    public static Task<EmbeddingHost> Start(EchoEncoder encoder, params (string, string)[] settings) =>
        StartPreparing(encoder, [("Preparation:Enabled", "false"), .. settings]);

    /// <summary>Starts one that prepares clips, as usual.</summary>
    public static async Task<EmbeddingHost> StartPreparing(IVoiceEncoder encoder, params (string, string)[] settings)
    {
        var host = await TestHost.Start(
            builder => builder.AddSpeakerEmbedding((_, _) => new ModelCatalog(
                [new ServedModel("cloner", "family", encoder, [Voice("ada", 24_000), Voice("bob", 48_000)])], ["other"])),
            app => app.MapSpeakerEmbedding(),
            settings);
        await host.App.Services.GetRequiredService<ServiceReadiness>().WhenLoaded;
        return new EmbeddingHost(host);
    }

    public static Wire.EmbedRequest StartOf(string model, bool withCodes = false, string voice = "") =>
        new() { Start = new Wire.EmbedStart { Model = model, WithCodes = withCodes, BuiltInVoice = voice } };

    public static Wire.EmbedRequest Piece(byte[] bytes) => new() { Clip = ByteString.CopyFrom(bytes) };

    public static byte[] Clip(double seconds, int rate = 24_000) =>
        WaveWriter.Write(new Waveform([.. Enumerable.Repeat(0.25f, (int)(seconds * rate))], rate));

    public AsyncDuplexStreamingCall<Wire.EmbedRequest, Wire.EmbedResponse> Open(CancellationToken? cancellation = null) =>
        Client().Embed(cancellationToken: cancellation ?? Ct);

    public async Task<Wire.EmbedResponse> Embed(params Wire.EmbedRequest[] messages)
    {
        using var call = Open();
        foreach (var message in messages)
            await call.RequestStream.WriteAsync(message, Ct);
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext(Ct));
        var response = call.ResponseStream.Current;
        Assert.False(await call.ResponseStream.MoveNext(Ct));
        return response;
    }

    public async Task<Status> Fail(params Wire.EmbedRequest[] messages)
    {
        using var call = Open();
        try
        {
            foreach (var message in messages)
                await call.RequestStream.WriteAsync(message, Ct);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // Refused before everything was sent: reading says why.
        }

        return (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Ct))).Status;
    }

    public Wire.SpeakerEmbedding.SpeakerEmbeddingClient Client() => new(Host.Channel);

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static ServedVoice Voice(string name, int samples) => new(
        new BuiltInVoice(name, $"{name}.wav", "What it says.", "A voice.", 0.25, null),
        new Waveform([.. Enumerable.Repeat(0.5f, samples)], 24_000));
}
