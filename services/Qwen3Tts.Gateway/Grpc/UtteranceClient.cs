using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Wire = Qwen3Tts.V1;
using MessageCase = Qwen3Tts.V1.SynthesizeRequest.MessageOneofCase;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>
/// The client's end of a Synthesize call. Its writes take no cancellation: the server would answer one by resetting the
/// stream, so that the client would never see why. They end when the client takes the message or goes away.
/// </summary>
internal sealed class UtteranceClient(
    IAsyncStreamReader<Wire.SynthesizeRequest> requests, IServerStreamWriter<Wire.SynthesizeResponse> responses) : IUtteranceClient
{
    /// <exception cref="SpeechException">Invalid: the first message is something else, or says what makes no sense.</exception>
    public async Task<SynthesisRequest> ReadStartAsync(CancellationToken cancellation)
    {
        if (!await requests.MoveNext(cancellation))
            throw SpeechException.Invalid("The call ended without a message; the first must be 'start'.");
        return requests.Current.Start is { } start
            ? SynthesizeMessages.Read(start)
            : throw SpeechException.Invalid($"The first message is {Kind(requests.Current)}; it must be 'start'.");
    }

    public async IAsyncEnumerable<string> ReadTextAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await requests.MoveNext(cancellation))
        {
            switch (requests.Current.MessageCase)
            {
                case MessageCase.Text:
                    yield return requests.Current.Text;
                    break;
                case MessageCase.End:
                    yield break;
                default:
                    throw SpeechException.Invalid($"{Kind(requests.Current)} came after 'start'; only 'text' and then 'end' may follow it.");
            }
        }
    }

    public async Task ReadToEndAsync(CancellationToken cancellation)
    {
        if (await requests.MoveNext(cancellation))
            throw SpeechException.Invalid($"{Kind(requests.Current)} came after 'end', which must be the last message.");
    }

    public Task SendStartedAsync(Utterance utterance) =>
        responses.WriteAsync(new Wire.SynthesizeResponse { Started = SynthesizeMessages.Started(utterance) });

    public Task SendAudioAsync(ReadOnlyMemory<byte> pcm, long firstSample) => responses.WriteAsync(
        new Wire.SynthesizeResponse
        {
            Audio = new Wire.Audio { Pcm = UnsafeByteOperations.UnsafeWrap(pcm), FirstSample = (ulong)firstSample },
        });

    public Task SendFinishedAsync(FinishReason reason, long frames, long samples) => responses.WriteAsync(
        new Wire.SynthesizeResponse
        {
            Finished = new Wire.SynthesizeFinished
            {
                Reason = FinishReasons.Write(reason),
                Frames = (ulong)frames,
                Samples = (ulong)samples,
            },
        });

    private static string Kind(Wire.SynthesizeRequest request) => request.MessageCase switch
    {
        MessageCase.None => "an empty message",
        var kind => $"'{kind.ToString().ToLowerInvariant()}'",
    };
}
