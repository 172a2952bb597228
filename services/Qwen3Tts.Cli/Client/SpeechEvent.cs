using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Cli.Client;

/// <summary>What comes back of an utterance, in this order: one start, its audio, one finish.</summary>
public abstract record SpeechEvent
{
    private SpeechEvent()
    {
    }

    /// <summary>The fleet took the request; what it left open has been chosen.</summary>
    /// <param name="SampleRate">In hertz.</param>
    public sealed record Started(string Model, SynthesisMode? Mode, ulong Seed, int SampleRate) : SpeechEvent;

    /// <summary>The next samples.</summary>
    /// <param name="Pcm">Mono, 16-bit signed little-endian.</param>
    public sealed record Audio(ReadOnlyMemory<byte> Pcm) : SpeechEvent;

    public sealed record Finished(FinishReason Reason, long Frames, long Samples) : SpeechEvent;
}
