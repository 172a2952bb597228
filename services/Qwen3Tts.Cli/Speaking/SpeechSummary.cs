using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Cli.Speaking;

/// <summary>How an utterance went.</summary>
/// <param name="TimeToFirstAudio">From the request on.</param>
/// <param name="Elapsed">From the request to the end.</param>
public sealed record SpeechSummary(
    string Model, SynthesisMode? Mode, ulong Seed, FinishReason Reason, TimeSpan TimeToFirstAudio, TimeSpan Elapsed, double AudioSeconds)
{
    /// <summary>Marks, as they came.</summary>
    public IReadOnlyList<HeardMark> Marks { get; init; } = [];

    /// <summary>What is not done as was asked.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Time taken over time of audio; below 1 is faster than real time.</summary>
    public double RealTimeFactor => AudioSeconds > 0 ? Elapsed.TotalSeconds / AudioSeconds : 0;
}
