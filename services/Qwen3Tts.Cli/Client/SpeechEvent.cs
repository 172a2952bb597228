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

    /// <summary>A mark of the SSML document, or where a word or sentence begins.</summary>
    /// <param name="Sample">Index of the sample that it lies before.</param>
    /// <param name="IsEstimated">Its place is by the share of the text before it.</param>
    public sealed record Mark(string Name, long Sample, bool IsEstimated) : SpeechEvent
    {
        public MarkKind Kind { get; init; }

        /// <summary>UTF-16 code units of the text before what it stands for; of plain text only.</summary>
        public int TextStart { get; init; }

        /// <summary>UTF-16 code units of the text that it stands for; of plain text only.</summary>
        public int TextLength { get; init; }
    }

    /// <summary>Something is not done as was asked.</summary>
    public sealed record Warning(string Message) : SpeechEvent;

    public sealed record Finished(FinishReason Reason, long Frames, long Samples) : SpeechEvent;
}
