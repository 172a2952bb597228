using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>One utterance's part of a turn.</summary>
/// <param name="State">The utterance's, of the decoder that decodes it.</param>
/// <param name="Frames">Its next.</param>
/// <param name="Samples">Gets <see cref="CodecFormat.SamplesPerFrame"/> samples in [-1, 1] for each, of silent ones none.</param>
/// <param name="Silent">Works out only what later frames need: see <see cref="CodecPriming"/>.</param>
public readonly record struct DecodingRow(IFrameDecoding State, CodeFrames Frames, float[] Samples, bool Silent);
