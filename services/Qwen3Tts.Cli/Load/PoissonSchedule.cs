namespace Qwen3Tts.Cli.Load;

/// <summary>
/// Arrivals that know nothing of each other or of the answers: the times between them are exponential, −ln(u) ÷ rate.
/// </summary>
public static class PoissonSchedule
{
    /// <param name="rate">Arrivals a second.</param>
    /// <returns>Times from the run's start on, in order, below <paramref name="duration"/>.</returns>
    public static IEnumerable<TimeSpan> Arrivals(double rate, TimeSpan duration, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        var at = 0.0;
        for (var number = 0; ; number++)
        {
            at -= Math.Log(Draw.Arrival.Uniform(seed, number)) / rate;
            if (at >= duration.TotalSeconds)
                yield break;
            yield return TimeSpan.FromSeconds(at);
        }
    }
}
