using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>What the decoder remembers of one utterance.</summary>
public interface IFrameDecoding : IDisposable
{
    /// <summary>The next frames' samples: <see cref="CodecFormat.SamplesPerFrame"/> each, in [-1, 1].</summary>
    float[] Decode(CodeFrames frames);
}
