using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>A model's codec decoder.</summary>
public interface IFrameDecoder : IDisposable
{
    CodecFormat Format { get; }

    /// <summary>An utterance begins.</summary>
    IFrameDecoding Start();

    /// <summary>Decodes the next frames of several utterances, each in one row. Called by its device's thread only.</summary>
    void Decode(IReadOnlyList<DecodingRow> rows);
}
