using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Benchmarks.Guard;

/// <summary>An utterance whose codes were overridden from a frame on, up to the frame limit.</summary>
/// <param name="Speech">The utterance.</param>
/// <param name="Frames">Its frames up to the onset, then those that override it.</param>
/// <param name="Onset">The first frame that is none of its own.</param>
internal sealed record ForcedRunaway(RecordedSpeech Speech, CodeFrames Frames, int Onset);
