using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Benchmarks.Guard;

/// <summary>What a model made of a text.</summary>
/// <param name="Index">Of its text; see <see cref="SpeechSource.Speak"/>.</param>
/// <param name="Tokens">Text tokens that it was made from.</param>
/// <param name="Surprises">Of each frame, in nats.</param>
internal sealed record RecordedSpeech(int Index, int Tokens, FinishReason Reason, CodeFrames Frames, float[] Surprises);
