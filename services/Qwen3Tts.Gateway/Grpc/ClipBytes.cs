using Google.Protobuf;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>A clip as it comes from a client, of no more bytes than are allowed.</summary>
internal sealed class ClipBytes(int maxBytes) : IDisposable
{
    private readonly MemoryStream _bytes = new();

    /// <exception cref="SpeechException">Exhausted: the clip is too large.</exception>
    public void Add(ByteString piece)
    {
        if (_bytes.Length + piece.Length > maxBytes)
            throw TooLarge(maxBytes);
        _bytes.Write(piece.Span);
    }

    /// <exception cref="SpeechException">Invalid: nothing came.</exception>
    public ReadOnlyMemory<byte> ToClip() => _bytes.Length > 0 ? _bytes.ToArray() : throw Empty();

    /// <summary>A clip that came in one message.</summary>
    /// <exception cref="SpeechException">Invalid: it is empty. Exhausted: it is too large.</exception>
    public static ReadOnlyMemory<byte> Whole(ByteString clip, int maxBytes) =>
        clip.Length > maxBytes ? throw TooLarge(maxBytes) : clip.Length > 0 ? clip.Memory : throw Empty();

    public void Dispose() => _bytes.Dispose();

    private static SpeechException Empty() =>
        SpeechException.Invalid("The clip is empty: send the bytes of an audio file: WAV, FLAC, MP3, Ogg Opus or M4A.");

    private static SpeechException TooLarge(int maxBytes) => SpeechException.Exhausted(
        $"The clip is larger than {maxBytes} bytes, the limit set by {VoicesOptions.Section}:{nameof(VoicesOptions.MaxClipBytes)}.");
}
