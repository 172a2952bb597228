using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Benchmarks.Guard;

/// <summary>What a model made of a text.</summary>
/// <param name="Tokens">Text tokens that it was made from.</param>
internal sealed record RecordedSpeech(int Tokens, TextDelivery Delivery, FinishReason Reason, CodeFrames Frames);
