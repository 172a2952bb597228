using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>A model's codec decoder.</summary>
public interface IFrameDecoder : IDisposable
{
    CodecFormat Format { get; }

    /// <summary>An utterance begins.</summary>
    /// <param name="skipped">Frames that it begins after, which do not matter any more: see <see cref="Prime"/>.</param>
    IFrameDecoding Start(int skipped);

    /// <summary>How an utterance gets ready for what follows so many frames.</summary>
    CodecPriming Prime(int frames);

    /// <summary>Decodes the next frames of several utterances, each in one row. Called by its device's thread only.</summary>
    void Decode(IReadOnlyList<DecodingRow> rows);
}
