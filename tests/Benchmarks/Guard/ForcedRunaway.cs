using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Benchmarks.Guard;

/// <summary>An utterance whose codes were overridden from a frame on, up to the frame limit.</summary>
/// <param name="Tokens">Text tokens of the utterance.</param>
/// <param name="Onset">The first frame that is none of its own.</param>
internal sealed record ForcedRunaway(int Tokens, CodeFrames Frames, int Onset);
