using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Qwen3Tts.Gateway.Admission;
using Qwen3Tts.Gateway.Resumption;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Wire = Qwen3Tts.V1;
using MessageCase = Qwen3Tts.V1.SynthesizeRequest.MessageOneofCase;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>
/// The client's end of a Synthesize call. A client that sends nothing for too long is given up, and so is one that takes nothing. Its writes take no
/// cancellation: the server would answer one by resetting the stream, so that the client would never see why. They end when the client takes
/// the message, goes away, or takes too long.
/// </summary>
internal sealed class UtteranceClient(
    IAsyncStreamReader<Wire.SynthesizeRequest> requests, IServerStreamWriter<Wire.SynthesizeResponse> responses, AdmissionOptions options, TimeProvider time)
    : IUtteranceClient
{
    public bool HasCancelled { get; private set; }

    /// <param name="maxClipBytes">The largest clip to clone.</param>
    /// <returns>What is to be spoken, or gone on with: one of the two.</returns>
    /// <exception cref="SpeechException">Invalid: the first message is something else, or says what makes no sense. Exhausted: the clip is too large.</exception>
    public async Task<(SynthesisRequest? Start, ResumeRequest? Resume)> ReadStartAsync(int maxClipBytes, CancellationToken cancellation)
    {
        if (!await NextAsync(cancellation))
            throw SpeechException.Invalid("The call ended without a message; the first must be 'start' or 'resume'.");
        return requests.Current.MessageCase switch
        {
            MessageCase.Start => (SynthesizeMessages.Read(requests.Current.Start, maxClipBytes), null),
            MessageCase.Resume => (null, SynthesizeMessages.Read(requests.Current.Resume)),
            _ => throw SpeechException.Invalid($"The first message is {Kind(requests.Current)}; it must be 'start' or 'resume'."),
        };
    }

    public async IAsyncEnumerable<TextPiece> ReadTextAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await NextAsync(cancellation))
        {
            switch (requests.Current.MessageCase)
            {
                case MessageCase.Text:
                    yield return new TextPiece(requests.Current.Text);
                    break;
                case MessageCase.Flush:
                    yield return new TextPiece("", Flushes: true);
                    break;
                case MessageCase.End:
                    yield break;
                case MessageCase.Cancel:
                    HasCancelled = true;
                    yield break;
                default:
                    throw SpeechException.Invalid($"{Kind(requests.Current)} came after 'start'; only 'text', 'flush' and then 'end', or 'cancel', may follow it.");
            }
        }
    }

    public async Task ReadToEndAsync(CancellationToken cancellation)
    {
        if (HasCancelled || !await requests.MoveNext(cancellation))
            return;
        HasCancelled = requests.Current.MessageCase is MessageCase.Cancel
            ? true
            : throw SpeechException.Invalid($"{Kind(requests.Current)} came after 'end', which only 'cancel' may follow.");
    }

    public Task SendStartedAsync(Utterance utterance) =>
        SendAsync(new Wire.SynthesizeResponse { Started = SynthesizeMessages.Started(utterance) });

    public Task SendAudioAsync(ReadOnlyMemory<byte> pcm, long firstSample) => SendAsync(
        new Wire.SynthesizeResponse
        {
            Audio = new Wire.Audio { Pcm = UnsafeByteOperations.UnsafeWrap(pcm), FirstSample = (ulong)firstSample },
        });

    public Task SendMarkAsync(SpokenMark mark) => SendAsync(
        new Wire.SynthesizeResponse
        {
            Mark = SynthesizeMessages.Write(mark),
        });

    public Task SendWarningAsync(string message) =>
        SendAsync(new Wire.SynthesizeResponse { Warning = new Wire.SynthesizeWarning { Message = message } });

    public Task SendFinishedAsync(FinishReason reason, long frames, long samples, int retries) => SendAsync(
        new Wire.SynthesizeResponse
        {
            Finished = new Wire.SynthesizeFinished
            {
                Reason = FinishReasons.Write(reason),
                Frames = (ulong)frames,
                Samples = (ulong)samples,
                Retries = (uint)retries,
            },
        });

    private async Task<bool> NextAsync(CancellationToken cancellation)
    {
        try
        {
            return await requests.MoveNext(cancellation).WaitAsync(options.TextIdle, time, cancellation);
        }
        catch (TimeoutException error)
        {
            throw Late($"Nothing has come for {options.TextIdle.TotalSeconds:0.###} s; send text within that time, or end it", nameof(AdmissionOptions.TextIdle), error);
        }
    }

    private async Task SendAsync(Wire.SynthesizeResponse response)
    {
        try
        {
            await responses.WriteAsync(response).WaitAsync(options.ReadIdle, time);
        }
        catch (TimeoutException error)
        {
            throw Late($"Nothing was taken for {options.ReadIdle.TotalSeconds:0.###} s; read what is sent as it comes, or cancel", nameof(AdmissionOptions.ReadIdle), error);
        }
    }

    private static SpeechException Late(FormattableString what, string setting, TimeoutException error) =>
        new(SpeechErrorKind.DeadlineExceeded, $"{FormattableString.Invariant(what)} ({AdmissionOptions.Section}:{setting}).", error);

    private static string Kind(Wire.SynthesizeRequest request) => request.MessageCase switch
    {
        MessageCase.None => "an empty message",
        var kind => $"'{kind.ToString().ToLowerInvariant()}'",
    };
}
