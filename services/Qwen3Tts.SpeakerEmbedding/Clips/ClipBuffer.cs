using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.SpeakerEmbedding.Clips;

/// <summary>A clip on its way in, as large as the limit allows.</summary>
internal sealed class ClipBuffer(SpeakerEmbeddingOptions options)
{
    private readonly MemoryStream _bytes = new();

    public ReadOnlyMemory<byte> Bytes => _bytes.GetBuffer().AsMemory(0, (int)_bytes.Length);

    /// <exception cref="SpeechException">Invalid: the clip is larger than allowed.</exception>
    public void Append(ReadOnlySpan<byte> piece)
    {
        if (piece.Length > options.MaxClipBytes - _bytes.Length)
        {
            throw SpeechException.Invalid(
                $"The reference clip has more than {options.MaxClipBytes} bytes, the most that "
                + $"{SpeakerEmbeddingOptions.Section}:{nameof(options.MaxClipBytes)} allows.");
        }

        _bytes.Write(piece);
    }
}
