using System.Diagnostics;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Client;

/// <summary>
/// How an utterance whose Gateway was lost goes on: at each of the others at once, then at all of them again, ever later. One that has not
/// begun is asked of each once.
/// </summary>
/// <param name="gateways">How many there are.</param>
/// <param name="patience">After which it is given up.</param>
internal sealed class LossPolicy(int gateways, TimeSpan patience)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private int _lost;
    private long _since;

    /// <summary>Takes note of an error.</summary>
    /// <returns>How long to wait before the next is asked; null where the error is what the caller is told.</returns>
    public TimeSpan? Next(SpeechException error, bool hasBegun)
    {
        // A fleet that is full refuses what is new; what has begun gets its place when one is free.
        if (error.Kind is not SpeechErrorKind.Unavailable && !(hasBegun && error.Kind is SpeechErrorKind.Exhausted))
            return null;
        if (_lost++ is 0)
            _since = Stopwatch.GetTimestamp();
        if (!hasBegun)
            return _lost < gateways ? TimeSpan.Zero : null;
        var wait = error.RetryAfter ?? (_lost < gateways ? TimeSpan.Zero : Wait(_lost / gateways - 1));
        return Stopwatch.GetElapsedTime(_since) + wait > patience ? null : wait;
    }

    /// <summary>It goes on.</summary>
    public void Clear() => _lost = 0;

    private static TimeSpan Wait(int round) => FirstWait * Math.Pow(2, round) is var wait && wait < LongestWait ? wait : LongestWait;
}
