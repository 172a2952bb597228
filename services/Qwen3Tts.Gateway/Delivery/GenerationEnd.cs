using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Delivery;

/// <summary>How an utterance's frames ended.</summary>
/// <param name="Since">Of a runaway: the frame that it began with.</param>
/// <param name="Fade">Of a runaway: one frame more, to be faded out.</param>
internal sealed record GenerationEnd(FinishReason Reason, long Since = 0, CodeFrames? Fade = null);
