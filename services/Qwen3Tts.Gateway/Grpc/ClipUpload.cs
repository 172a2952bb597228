using Grpc.Core;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Errors;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>A voice that a client sends: one start, then the clip in pieces.</summary>
internal sealed class ClipUpload(IAsyncStreamReader<Wire.CreateVoiceRequest> requests, int maxBytes)
{
    /// <exception cref="SpeechException">Invalid: the first message is something else.</exception>
    public async Task<Wire.CreateVoiceStart> ReadStartAsync(CancellationToken cancellation)
    {
        if (!await requests.MoveNext(cancellation))
            throw SpeechException.Invalid("The call ended without a message; the first must be 'start'.");
        return requests.Current.Start ?? throw SpeechException.Invalid("The first message must be 'start'.");
    }

    /// <exception cref="SpeechException">Invalid: the clip is empty, or a message is something else. Exhausted: the clip is too large.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadClipAsync(CancellationToken cancellation)
    {
        using var clip = new MemoryStream();
        while (await requests.MoveNext(cancellation))
        {
            if (requests.Current.MessageCase is not Wire.CreateVoiceRequest.MessageOneofCase.Clip)
                throw SpeechException.Invalid("Only 'clip' may follow 'start'.");
            var piece = requests.Current.Clip;
            if (clip.Length + piece.Length > maxBytes)
            {
                throw SpeechException.Exhausted(
                    $"The clip is larger than {maxBytes} bytes, the limit set by {VoicesOptions.Section}:{nameof(VoicesOptions.MaxClipBytes)}.");
            }

            clip.Write(piece.Span);
        }

        return clip.Length > 0 ? clip.ToArray() : throw SpeechException.Invalid("The clip is empty: send the bytes of an audio file: WAV, FLAC, MP3, Ogg Opus or M4A.");
    }
}
