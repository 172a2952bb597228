using System.Diagnostics;

namespace Qwen3Tts.Benchmarks.Scaling;

/// <summary>A run of networks that takes the same time whatever else the processor does: it waits and works nothing out.</summary>
internal sealed class SteadyStep(TimeSpan length) : IDisposable
{
    private readonly ManualResetEventSlim _never = new();
    private long _ended;

    /// <summary>Ends so long after it began; where runs follow each other, after the last one's end, so that waking late does not add up.</summary>
    public void Run()
    {
        var now = Stopwatch.GetTimestamp();
        var step = (long)(length.TotalSeconds * Stopwatch.Frequency);
        var begun = now - _ended < step / 2 ? _ended : now;
        _ended = begun + step;
        var left = Stopwatch.GetElapsedTime(now, _ended);
        if (left > TimeSpan.Zero)
            _never.Wait(left);
    }

    public void Dispose() => _never.Dispose();
}
