using Google.Protobuf;
using Grpc.Core;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>A clip that a client sends: one start, then the clip in pieces.</summary>
/// <param name="startOf">The start that a message holds, or null.</param>
/// <param name="pieceOf">The piece of the clip that a message holds, or null.</param>
internal sealed class ClipUpload<TMessage, TStart>(
    IAsyncStreamReader<TMessage> messages, Func<TMessage, TStart?> startOf, Func<TMessage, ByteString?> pieceOf, int maxBytes)
    where TStart : class
{
    /// <exception cref="SpeechException">Invalid: the first message is something else.</exception>
    public async Task<TStart> ReadStartAsync(CancellationToken cancellation)
    {
        if (!await messages.MoveNext(cancellation))
            throw SpeechException.Invalid("The call ended without a message; the first must be 'start'.");
        return startOf(messages.Current) ?? throw SpeechException.Invalid("The first message must be 'start'.");
    }

    /// <exception cref="SpeechException">Invalid: the clip is empty, or a message is something else. Exhausted: the clip is too large.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadClipAsync(CancellationToken cancellation)
    {
        using var clip = new ClipBytes(maxBytes);
        while (await messages.MoveNext(cancellation))
            clip.Add(pieceOf(messages.Current) ?? throw SpeechException.Invalid("Only 'clip' may follow 'start'."));
        return clip.ToClip();
    }
}
