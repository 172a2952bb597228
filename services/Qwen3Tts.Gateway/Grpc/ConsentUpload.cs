using Grpc.Core;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Speech.Errors;
using Wire = Qwen3Tts.V1;
using MessageCase = Qwen3Tts.V1.SubmitConsentRequest.MessageOneofCase;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>A consent that a client submits: one start, then the recording and the sample in pieces.</summary>
internal sealed class ConsentUpload(IAsyncStreamReader<Wire.SubmitConsentRequest> requests, int maxBytes)
{
    /// <exception cref="SpeechException">Invalid: the first message is something else.</exception>
    public async Task<string> ReadStartAsync(CancellationToken cancellation) =>
        await requests.MoveNext(cancellation) && requests.Current.Start is { } start
            ? start.Id
            : throw SpeechException.Invalid("The first message must be 'start'.");

    /// <exception cref="SpeechException">Invalid: one is missing, or a message is something else. Exhausted: one is too large.</exception>
    public async Task<(ReadOnlyMemory<byte> Recording, ReadOnlyMemory<byte> Sample)> ReadAudioAsync(CancellationToken cancellation)
    {
        using var recording = new MemoryStream();
        using var sample = new MemoryStream();
        while (await requests.MoveNext(cancellation))
        {
            var message = requests.Current;
            var (target, piece) = message.MessageCase switch
            {
                MessageCase.Recording => (recording, message.Recording),
                MessageCase.Sample => (sample, message.Sample),
                _ => throw SpeechException.Invalid("Only 'recording' and 'sample' may follow 'start'."),
            };
            if (target.Length + piece.Length > maxBytes)
                throw TooLarge(maxBytes);
            target.Write(piece.Span);
        }

        return Whole(recording.ToArray(), sample.ToArray(), maxBytes);
    }

    /// <summary>Both, where they came in one message.</summary>
    /// <exception cref="SpeechException">Invalid: one is missing. Exhausted: one is too large.</exception>
    public static (ReadOnlyMemory<byte> Recording, ReadOnlyMemory<byte> Sample) Whole(ReadOnlyMemory<byte> recording, ReadOnlyMemory<byte> sample, int maxBytes)
    {
        if (Math.Max(recording.Length, sample.Length) > maxBytes)
            throw TooLarge(maxBytes);
        return recording.IsEmpty || sample.IsEmpty
            ? throw SpeechException.Invalid(
                $"The {(recording.IsEmpty ? "recording" : "sample")} is missing: send the person reading the phrase, and the clip to be cloned.")
            : (recording, sample);
    }

    private static SpeechException TooLarge(int maxBytes) => SpeechException.Exhausted(
        $"Recording or sample is larger than {maxBytes} bytes, the limit set by {ConsentOptions.Section}:{nameof(ConsentOptions.MaxRecordingBytes)}.");
}
