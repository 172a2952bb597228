using System.Runtime.CompilerServices;
using Grpc.Core;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.ServiceDefaults.Errors;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Client;

/// <summary>
/// A fleet's public API in the product's own terms. Every method throws <see cref="SpeechException"/> for what the fleet
/// refused, and where none answers. Of several Gateways the first that answers is asked, and one that is lost is followed by the next: an
/// utterance goes on there with the sample that is lacking. An address may be that of many, as behind a load balancer: an utterance is gone on
/// with at the same one too, where it answers again before <see cref="Patience"/> is over.
/// </summary>
public sealed class FleetClient : IDisposable
{
    private readonly GatewayConnection[] _gateways;
    private int _current;

    /// <param name="address">The Gateway's, such as <c>http://127.0.0.1:5100</c>.</param>
    /// <param name="apiKey">Null for a fleet that asks for none.</param>
    /// <param name="handler">How it connects; null: as the system does. It is disposed with the client.</param>
    public FleetClient(Uri address, string? apiKey = null, HttpMessageHandler? handler = null) =>
        _gateways = [new GatewayConnection(address, apiKey, handler)];

    /// <param name="addresses">Those of one fleet's Gateways, at least one.</param>
    /// <param name="apiKey">Null for a fleet that asks for none.</param>
    public FleetClient(IReadOnlyList<Uri> addresses, string? apiKey = null) =>
        _gateways = [.. addresses.Select(address => new GatewayConnection(address, apiKey, handler: null))];

    /// <summary>How long an utterance that has begun waits for a Gateway that goes on with it.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    private GatewayConnection Current => _gateways[Volatile.Read(ref _current)];

    /// <summary>The consents of people whose voices are cloned.</summary>
    public FleetConsents Consents => new(this, Current.Invoker);

    /// <summary>The voices that nobody may clone.</summary>
    public FleetBlockedVoices BlockedVoices => new(this, Current.Invoker);

    public void Dispose()
    {
        foreach (var gateway in _gateways)
            gateway.Dispose();
    }

    public async Task<IReadOnlyList<ServedModel>> ListModelsAsync(CancellationToken cancellationToken) => await CallAsync(
        async gateway => (await new V1.Models.ModelsClient(gateway.Invoker).ListModelsAsync(new(), cancellationToken: cancellationToken))
            .Models.Select(model => model.ToModel()).ToArray(),
        cancellationToken);

    public async Task<IReadOnlyList<ServedVoice>> ListVoicesAsync(CancellationToken cancellationToken) => await CallAsync(
        async gateway => (await new V1.Voices.VoicesClient(gateway.Invoker).ListVoicesAsync(new(), cancellationToken: cancellationToken))
            .Voices.Select(voice => voice.ToVoice()).ToArray(),
        cancellationToken);

    /// <summary>What would be said for a text.</summary>
    /// <param name="language">Null: it is found out.</param>
    public Task<TextAnalysis> AnalyzeAsync(string text, string? language, TextOptions options, CancellationToken cancellationToken) => CallAsync(
        async gateway => (await new V1.Texts.TextsClient(gateway.Invoker).AnalyzeAsync(
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
        async gateway =>
        {
            using var call = new V1.Provenance.ProvenanceClient(gateway.Invoker).DetectWatermark(cancellationToken: cancellationToken);
            await ClipSending.SendAsync(
                call.RequestStream, start: null, [(audio, piece => new V1.DetectWatermarkRequest { Audio = piece })], cancellationToken);
            return [.. (await call).Findings.Select(finding => finding.ToFinding())];
        },
        cancellationToken,
        // What is sent is read once.
        mayRepeat: false);

    /// <summary>What the ledger tells of a mark's payload, and the faults that an operator is told.</summary>
    public Task<(IReadOnlyList<LedgerUtterance> Utterances, IReadOnlyList<string> Faults)> FindUtterancesAsync(
        WatermarkPayload payload, CancellationToken cancellationToken) => CallAsync<(IReadOnlyList<LedgerUtterance>, IReadOnlyList<string>)>(
        async gateway =>
        {
            var found = await new V1.Provenance.ProvenanceClient(gateway.Invoker).FindUtterancesAsync(
                new V1.FindUtterancesRequest { Payload = payload.ToString() }, cancellationToken: cancellationToken);
            return ([.. found.Utterances.Select(utterance => utterance.ToUtterance())], [.. found.Faults]);
        },
        cancellationToken);

    /// <summary>Registers a voice.</summary>
    /// <param name="clip">The reference clip: WAV, FLAC, MP3, Ogg Opus or M4A.</param>
    /// <param name="transcript">What is said in it; null where that is not known.</param>
    public Task<ServedVoice> CreateVoiceAsync(
        string name, Stream clip, string? transcript, CloneGround ground, CancellationToken cancellationToken) => CallAsync(
        async gateway =>
        {
            using var call = new V1.Voices.VoicesClient(gateway.Invoker).CreateVoice(cancellationToken: cancellationToken);
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
        cancellationToken,
        // It may have been done, and the clip is read once.
        mayRepeat: false);

    /// <summary>Has a voice designed and registered.</summary>
    /// <param name="text">What it says for its reference; null: a text of the fleet's, in the language.</param>
    /// <param name="seed">Null: one is drawn.</param>
    /// <returns>The voice, and the seed that it was drawn by.</returns>
    public Task<(ServedVoice Voice, ulong Seed)> FreezeVoiceAsync(
        string name, string instruction, string? text, string? language, string? model, ulong? seed, string? acceptedTerms, CancellationToken cancellationToken) => CallAsync(
        async gateway =>
        {
            var request = new V1.FreezeVoiceRequest
            {
                Name = name, Instruction = instruction, Text = text ?? "", Language = language ?? "", Model = model ?? "", AcceptedTerms = acceptedTerms ?? "",
            };
            if (seed is { } drawn)
                request.Seed = drawn;
            var frozen = await new V1.Voices.VoicesClient(gateway.Invoker).FreezeVoiceAsync(request, cancellationToken: cancellationToken);
            return (frozen.Voice.ToVoice(), frozen.Seed);
        },
        cancellationToken,
        // It may have been done.
        mayRepeat: false);

    /// <summary>Tells what registering a voice would find of a clip.</summary>
    public Task<ClipReport> ValidateClipAsync(Stream clip, string? transcript, CancellationToken cancellationToken) => CallAsync(
        async gateway =>
        {
            using var call = new V1.Voices.VoicesClient(gateway.Invoker).ValidateClip(cancellationToken: cancellationToken);
            await ClipSending.SendAsync(
                call.RequestStream,
                new V1.ValidateClipRequest { Start = new V1.ValidateClipStart { Transcript = transcript ?? "" } },
                [(clip, piece => new V1.ValidateClipRequest { Clip = piece })],
                cancellationToken);
            return (await call).ToReport();
        },
        cancellationToken,
        // What is sent is read once.
        mayRepeat: false);

    /// <summary>Speaks <paramref name="text"/> as it comes. Audio comes back while text may still be on its way.</summary>
    public async IAsyncEnumerable<SpeechEvent> SpeakAsync(
        SpeechRequest request, IAsyncEnumerable<string> text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var kept = new KeptText(text, cancellationToken);
        var progress = new UtteranceProgress(request);
        var losses = new LossPolicy(_gateways.Length, Patience);
        while (true)
        {
            var gateway = Current;
            using var call = new V1.Speech.SpeechClient(gateway.Invoker).Synthesize(cancellationToken: cancellationToken);
            await using var sending = new TextSending(call.RequestStream, progress.Begin(), kept.ReadAsync(default), call.Dispose, cancellationToken);
            while (true)
            {
                V1.SynthesizeResponse? response;
                try
                {
                    response = await NextAsync(gateway, call.ResponseStream, sending, cancellationToken);
                }
                catch (SpeechException error) when (progress.CanGoOn && losses.Next(error, progress.HasBegun) is { } wait)
                {
                    Leave(gateway);
                    await Task.Delay(wait, cancellationToken);
                    break;
                }

                if (response is null)
                    yield break;
                if (progress.Take(response) is not { } happened)
                    continue;
                losses.Clear();
                yield return happened;
            }
        }
    }

    private static async Task<V1.SynthesizeResponse?> NextAsync(
        GatewayConnection gateway, IAsyncStreamReader<V1.SynthesizeResponse> responses, TextSending sending, CancellationToken cancellationToken)
    {
        try
        {
            return await responses.MoveNext(cancellationToken) ? responses.Current : null;
        }
        catch (RpcException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sending.ThrowIfSourceFailed();
            throw RpcErrors.ToSpeech(error, gateway.Name);
        }
    }

    /// <summary>A call to the Gateway that is asked now, which is not made again.</summary>
    internal Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) => CallAsync(_ => call(), cancellationToken, mayRepeat: false);

    private async Task<T> CallAsync<T>(Func<GatewayConnection, Task<T>> call, CancellationToken cancellationToken, bool mayRepeat = true)
    {
        for (var lost = 1; ; lost++)
        {
            var gateway = Current;
            try
            {
                return await call(gateway);
            }
            catch (RpcException error)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var speech = RpcErrors.ToSpeech(error, gateway.Name);
                if (speech.Kind is not SpeechErrorKind.Unavailable || !mayRepeat || lost >= _gateways.Length)
                    throw speech;
                Leave(gateway);
            }
        }
    }

    /// <summary>The next is asked from now on, unless another call has seen to it.</summary>
    private void Leave(GatewayConnection gateway)
    {
        var index = Array.IndexOf(_gateways, gateway);
        Interlocked.CompareExchange(ref _current, (index + 1) % _gateways.Length, index);
    }
}
