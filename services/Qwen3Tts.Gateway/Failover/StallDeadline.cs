namespace Qwen3Tts.Gateway.Failover;

/// <summary>
/// How long a worker may be silent. One that sends is held to its own pace: load makes all that it sends come late, a stall only what comes
/// next. Where there is no other to go on with, or no pace yet, as while it reads what another made, it gets all the time there is.
/// </summary>
/// <param name="least">Not before, however fast it is.</param>
/// <param name="most">Not after, however slow it is.</param>
/// <param name="hasOther">Whether another worker is there that could go on.</param>
internal sealed class StallDeadline(TimeSpan least, TimeSpan most, Func<bool> hasOther)
{
    /// <summary>How much longer than the longest of its last waits the next one may be.</summary>
    public const int Times = 4;

    /// <summary>Waits that are remembered.</summary>
    public const int Remembered = 16;

    private readonly TimeSpan[] _waits = new TimeSpan[Remembered];
    private int _count;

    /// <summary>How often it is looked whether its time is over.</summary>
    public TimeSpan Step => Clamp(least) / 4;

    /// <summary>Where it owes something.</summary>
    public TimeSpan Owing => _count > 0 && hasOther() ? Clamp(_waits.Max() * Times) : most;

    /// <summary>Where it owes nothing: after this it is asked whether it is there.</summary>
    public TimeSpan Idle => hasOther() ? Clamp(least) : most;

    /// <summary>Something came, after this time in which it was owed.</summary>
    public void Add(TimeSpan wait) => _waits[_count++ % Remembered] = wait;

    private TimeSpan Clamp(TimeSpan time) => new(Math.Min(Math.Max(time.Ticks, least.Ticks), most.Ticks));
}
