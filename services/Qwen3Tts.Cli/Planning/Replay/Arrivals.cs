using Qwen3Tts.Modeling.Sampling;

namespace Qwen3Tts.Cli.Planning.Replay;

/// <summary>Listeners that come at random, in numbers that change.</summary>
/// <param name="streams">Utterances that are listened to at a time, at the busiest.</param>
/// <param name="utteranceSeconds">Their length, on average.</param>
public sealed class Arrivals(ArrivalShape shape, int streams, double utteranceSeconds, ulong seed)
{
    private const double Change = 300;
    private const double SpikeSeconds = 180;
    private const double Shortest = 0.5;
    private const double Longest = 120;
    private const double Day = 24 * 3600;

    public ArrivalShape Shape => shape;

    /// <summary>Seconds of all.</summary>
    public double Duration => shape is ArrivalShape.Day ? Day : 1800;

    /// <summary>Streams at the start, which is the quietest.</summary>
    public double Least => StreamsAt(0);

    /// <summary>Streams on average at a time.</summary>
    public double StreamsAt(double second) => streams * shape switch
    {
        ArrivalShape.Step => second < Change ? 0.25 : 1,
        ArrivalShape.Spike => second is >= Change and < Change + SpikeSeconds ? 1 : 0.2,
        _ => 0.55 - 0.45 * Math.Cos(2 * Math.PI * second / Day),
    };

    /// <summary>When each comes and how many seconds it speaks, in order: a Poisson process of changing rate, by thinning (Lewis and Shedler, 1979).</summary>
    public IEnumerable<(double At, double Seconds)> All()
    {
        var at = 0.0;
        for (var number = 0; ; number++)
        {
            at -= Math.Log(Uniform(number, 0)) * utteranceSeconds / streams;
            if (at >= Duration)
                yield break;
            // The sum of two exponential times: seldom much shorter than the average, seldom much longer.
            var seconds = -Math.Log(Uniform(number, 1) * Uniform(number, 2)) * utteranceSeconds / 2;
            if (Uniform(number, 3) * streams < StreamsAt(at))
                yield return (at, Math.Clamp(seconds, Shortest, Longest));
        }
    }

    private double Uniform(int number, int purpose) => CounterRandom.Uniform(seed, number, purpose, 0);
}
