using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>One utterance's part of a batch.</summary>
/// <param name="State">The utterance's; in one row of the batch only.</param>
/// <param name="Frames">Those that follow the frames decoded before.</param>
/// <param name="Samples">Gets the samples: frames × samples a frame. Of silent frames nothing.</param>
/// <param name="Silent">Works out only what later frames need: see <see cref="CodecPriming"/>.</param>
public readonly record struct CodecDecoderRow(CodecDecoderState State, CodeFrames Frames, Memory<float> Samples, bool Silent = false);
