using System.Diagnostics;

namespace Qwen3Tts.Benchmarks.Codec;

/// <summary>The best times of one that is measured, in milliseconds a frame.</summary>
/// <param name="frames">Frames of one run.</param>
internal sealed class Contender(int frames)
{
    private double _processor = double.MaxValue;

    public double Best { get; private set; } = double.MaxValue;

    public void Measure(Action action)
    {
        var before = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        action();
        Best = Math.Min(Best, clock.Elapsed.TotalMilliseconds / frames);
        _processor = Math.Min(_processor, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / frames);
    }

    /// <summary>The best time and, which counts where other work holds up the threads, the least time of the processor's.</summary>
    public override string ToString() => $"{Best:f1} (CPU {_processor:f1})";
}
