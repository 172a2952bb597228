using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>A model's codec decoder. Used by its device's thread only.</summary>
public interface IFrameDecoder : IDisposable
{
    CodecFormat Format { get; }

    IFrameDecoding Start();
}
