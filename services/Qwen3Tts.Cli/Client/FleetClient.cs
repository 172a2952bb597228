using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.ServiceDefaults.Errors;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Client;

/// <summary>
/// A fleet's public API in the product's own terms. Every method throws <see cref="SpeechException"/> for what the fleet
/// refused, and where none answers.
/// </summary>
public sealed class FleetClient : IDisposable
{
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

    /// <summary>The consents of people whose voices are cloned.</summary>
    public FleetConsents Consents => new(this, _invoker);

    /// <summary>The voices that nobody may clone.</summary>
    public FleetBlockedVoices BlockedVoices => new(this, _invoker);

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

    /// <summary>Looks for the operator's mark.</summary>
    /// <param name="audio">WAV, FLAC, MP3, Ogg Opus, M4A, AAC or WebM.</param>
    public Task<IReadOnlyList<WatermarkFinding>> DetectWatermarkAsync(Stream audio, CancellationToken cancellationToken) => CallAsync<IReadOnlyList<WatermarkFinding>>(
        async () =>
        {
            using var call = new V1.Provenance.ProvenanceClient(_invoker).DetectWatermark(cancellationToken: cancellationToken);
            await ClipSending.SendAsync(
                call.RequestStream, start: null, [(audio, piece => new V1.DetectWatermarkRequest { Audio = piece })], cancellationToken);
            return [.. (await call).Findings.Select(finding => finding.ToFinding())];
        },
        cancellationToken);

    /// <summary>What the ledger tells of a mark's payload, and the faults that an operator is told.</summary>
    public Task<(IReadOnlyList<LedgerUtterance> Utterances, IReadOnlyList<string> Faults)> FindUtterancesAsync(
        WatermarkPayload payload, CancellationToken cancellationToken) => CallAsync<(IReadOnlyList<LedgerUtterance>, IReadOnlyList<string>)>(
        async () =>
        {
            var found = await new V1.Provenance.ProvenanceClient(_invoker).FindUtterancesAsync(
                new V1.FindUtterancesRequest { Payload = payload.ToString() }, cancellationToken: cancellationToken);
            return ([.. found.Utterances.Select(utterance => utterance.ToUtterance())], [.. found.Faults]);
        },
        cancellationToken);

    /// <summary>Registers a voice.</summary>
    /// <param name="clip">The reference clip: WAV, FLAC, MP3, Ogg Opus or M4A.</param>
    /// <param name="transcript">What is said in it; null where that is not known.</param>
    public Task<ServedVoice> CreateVoiceAsync(
        string name, Stream clip, string? transcript, CloneGround ground, CancellationToken cancellationToken) => CallAsync(
        async () =>
        {
            using var call = new V1.Voices.VoicesClient(_invoker).CreateVoice(cancellationToken: cancellationToken);
            await ClipSending.SendAsync(
                call.RequestStream,
                new V1.CreateVoiceRequest
                {
                    Start = new V1.CreateVoiceStart
                    {
                        Name = name, Transcript = transcript ?? "", ConsentId = ground.ConsentId ?? "", AcceptedTerms = ground.AcceptedTerms ?? "",
                    },
                },
                [(clip, piece => new V1.CreateVoiceRequest { Clip = piece })],
                cancellationToken);
            return (await call).ToVoice();
        },
        cancellationToken);

    /// <summary>Has a voice designed and registered.</summary>
    /// <param name="text">What it says for its reference; null: a text of the fleet's, in the language.</param>
    /// <param name="seed">Null: one is drawn.</param>
    /// <returns>The voice, and the seed that it was drawn by.</returns>
    public Task<(ServedVoice Voice, ulong Seed)> FreezeVoiceAsync(
        string name, string instruction, string? text, string? language, string? model, ulong? seed, string? acceptedTerms, CancellationToken cancellationToken) => CallAsync(
        async () =>
        {
            var request = new V1.FreezeVoiceRequest
            {
                Name = name, Instruction = instruction, Text = text ?? "", Language = language ?? "", Model = model ?? "", AcceptedTerms = acceptedTerms ?? "",
            };
            if (seed is { } drawn)
                request.Seed = drawn;
            var frozen = await new V1.Voices.VoicesClient(_invoker).FreezeVoiceAsync(request, cancellationToken: cancellationToken);
            return (frozen.Voice.ToVoice(), frozen.Seed);
        },
        cancellationToken);

    /// <summary>Tells what registering a voice would find of a clip.</summary>
    public Task<ClipReport> ValidateClipAsync(Stream clip, string? transcript, CancellationToken cancellationToken) => CallAsync(
        async () =>
        {
            using var call = new V1.Voices.VoicesClient(_invoker).ValidateClip(cancellationToken: cancellationToken);
            await ClipSending.SendAsync(
                call.RequestStream,
                new V1.ValidateClipRequest { Start = new V1.ValidateClipStart { Transcript = transcript ?? "" } },
                [(clip, piece => new V1.ValidateClipRequest { Clip = piece })],
                cancellationToken);
            return (await call).ToReport();
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

    internal async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
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
}
