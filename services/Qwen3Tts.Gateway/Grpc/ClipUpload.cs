using Grpc.Core;
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
        using var clip = new ClipBytes(maxBytes);
        while (await requests.MoveNext(cancellation))
        {
            if (requests.Current.MessageCase is not Wire.CreateVoiceRequest.MessageOneofCase.Clip)
                throw SpeechException.Invalid("Only 'clip' may follow 'start'.");
            clip.Add(requests.Current.Clip);
        }

        return clip.ToClip();
    }
}
