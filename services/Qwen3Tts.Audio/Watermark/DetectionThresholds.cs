namespace Qwen3Tts.Audio.Watermark;

/// <summary>
/// From which score on a mark is there. Of audio that was made without the key, the signs are independent of the cells, so that
/// a score is a weighted sum of fair coins: above z it is with a chance of at most exp(−z²/2), whatever the audio is
/// (W. Hoeffding, "Probability inequalities for sums of bounded random variables", 1963). All offsets, speeds and stretches that
/// are tried, and where the payload is part of the score all 2^40 of them, are counted as tries; an hour of shorter clips has fewer.
/// </summary>
internal static class DetectionThresholds
{
    /// <summary>False alarms that are allowed in an hour of audio.</summary>
    public const double FalseAlarmsPerHour = 1e-6;

    private const double SecondsPerHour = 3600;

    // Half of what is allowed for each of the two tests.
    private static readonly double LogTries = Math.Log(SearchWindow.All.Sum(Tries) / (FalseAlarmsPerHour / 2));

    /// <summary>For the pilots alone.</summary>
    public static double Pilots { get; } = Math.Sqrt(2 * LogTries);

    /// <summary>For all cells, their signs taken from the payload that was read.</summary>
    public static double AllCells { get; } = Math.Sqrt(2 * (LogTries + WatermarkPayload.Bits * Math.Log(2)));

    /// <summary>A bound of the chance of such a score in so much audio.</summary>
    public static double FalseAlarm(double score, bool allCells, double seconds)
    {
        var threshold = allCells ? AllCells : Pilots;
        var hours = Math.Max(seconds, 10) / SecondsPerHour;
        return Math.Min(1, hours * FalseAlarmsPerHour / 2 * Math.Exp((threshold * threshold - score * score) / 2));
    }

    private static double Tries(SearchWindow window)
    {
        var windows = SecondsPerHour * WatermarkLayout.SampleRate / (WatermarkLayout.FrameSamples * (double)window.Step);
        return windows * SearchWindow.Speeds(window.Frames).Length * WatermarkLayout.PeriodFrames;
    }
}
