using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Qwen3Tts.ServiceDefaults.Errors;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Client;

/// <summary>
/// A fleet's public API in the product's own terms. Every method throws <see cref="SpeechException"/> for what the fleet
/// refused, and where none answers.
/// </summary>
public sealed class FleetClient : IDisposable
{
    private const int ClipPieceBytes = 64 * 1024;

    private readonly GrpcChannel _channel;
    private readonly CallInvoker _invoker;
    private readonly string _name;

    /// <param name="address">The Gateway's, such as <c>http://127.0.0.1:5100</c>.</param>
    /// <param name="apiKey">Null for a fleet that asks for none.</param>
    /// <param name="handler">How it connects; null: as the system does. It is disposed with the client.</param>
    public FleetClient(Uri address, string? apiKey = null, HttpMessageHandler? handler = null)
    {
        _name = $"fleet at {address.GetLeftPart(UriPartial.Authority)}";
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = handler is not null });
        _invoker = apiKey is null ? _channel.CreateCallInvoker() : _channel.Intercept(metadata =>
        {
            metadata.Add("authorization", $"Bearer {apiKey}");
            return metadata;
        });
    }

    public void Dispose() => _channel.Dispose();

    public async Task<IReadOnlyList<ServedModel>> ListModelsAsync(CancellationToken cancellationToken) => await CallAsync(
        async () => (await new V1.Models.ModelsClient(_invoker).ListModelsAsync(new(), cancellationToken: cancellationToken))
            .Models.Select(model => model.ToModel()).ToArray(),
        cancellationToken);

    public async Task<IReadOnlyList<ServedVoice>> ListVoicesAsync(CancellationToken cancellationToken) => await CallAsync(
        async () => (await new V1.Voices.VoicesClient(_invoker).ListVoicesAsync(new(), cancellationToken: cancellationToken))
            .Voices.Select(voice => voice.ToVoice()).ToArray(),
        cancellationToken);

    /// <summary>What would be said for a text.</summary>
    /// <param name="language">Null: it is found out.</param>
    public Task<TextAnalysis> AnalyzeAsync(string text, string? language, TextOptions options, CancellationToken cancellationToken) => CallAsync(
        async () => (await new V1.Texts.TextsClient(_invoker).AnalyzeAsync(
            new V1.AnalyzeRequest
            {
                Text = text,
                Language = language ?? "",
                TextNormalization = options.ToNormalization(),
                Emoji = options.ToEmoji(),
                Lexicon = { options.Lexicon.Select(line => line.ToWire()) },
            },
            cancellationToken: cancellationToken)).ToAnalysis(text),
        cancellationToken);

    /// <summary>Registers a voice.</summary>
    /// <param name="clip">The reference clip: WAV, FLAC, MP3, Ogg Opus or M4A.</param>
    /// <param name="transcript">What is said in it; null where that is not known.</param>
    public Task<ServedVoice> CreateVoiceAsync(string name, Stream clip, string? transcript, CancellationToken cancellationToken) => CallAsync(
        async () =>
        {
            using var call = new V1.Voices.VoicesClient(_invoker).CreateVoice(cancellationToken: cancellationToken);
            try
            {
                await call.RequestStream.WriteAsync(
                    new V1.CreateVoiceRequest { Start = new V1.CreateVoiceStart { Name = name, Transcript = transcript ?? "" } },
                    cancellationToken);
                var piece = new byte[ClipPieceBytes];
                int read;
                while ((read = await clip.ReadAsync(piece, cancellationToken)) > 0)
                {
                    await call.RequestStream.WriteAsync(
                        new V1.CreateVoiceRequest { Clip = ByteString.CopyFrom(piece, 0, read) }, cancellationToken);
                }

                await call.RequestStream.CompleteAsync();
            }
            catch (Exception error) when (error is RpcException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
            {
                // Refused before the clip's end: the answer says why.
            }

            return (await call).ToVoice();
        },
        cancellationToken);

    /// <summary>Speaks <paramref name="text"/> as it comes. Audio comes back while text may still be on its way.</summary>
    public async IAsyncEnumerable<SpeechEvent> SpeakAsync(
        SpeechRequest request, IAsyncEnumerable<string> text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = new V1.Speech.SpeechClient(_invoker).Synthesize(cancellationToken: cancellationToken);
        await using var sending = new TextSending(call.RequestStream, request, text, call.Dispose, cancellationToken);
        while (await NextAsync(call.ResponseStream, sending, cancellationToken) is { } response)
        {
            if (response.ToEvent() is { } known)
                yield return known;
        }
    }

    private async Task<V1.SynthesizeResponse?> NextAsync(
        IAsyncStreamReader<V1.SynthesizeResponse> responses, TextSending sending, CancellationToken cancellationToken)
    {
        try
        {
            return await responses.MoveNext(cancellationToken) ? responses.Current : null;
        }
        catch (RpcException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sending.ThrowIfSourceFailed();
            throw RpcErrors.ToSpeech(error, _name);
        }
    }

    private async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (RpcException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw RpcErrors.ToSpeech(error, _name);
        }
    }
}
