namespace Qwen3Tts.Audio.Watermark;

/// <summary>How long the stretches are that a detector searches as one, and at which speeds.</summary>
/// <param name="Frames">Of a stretch; the next begins half of that later.</param>
internal sealed record SearchWindow(int Frames)
{
    /// <summary>Played this much faster or slower, a mark is still found.</summary>
    public const double SpeedRange = 0.0125;

    /// <summary>The long one gathers evidence, the short one finds short stretches within other audio.</summary>
    public static IReadOnlyList<SearchWindow> All { get; } = [OfSeconds(10), OfSeconds(4)];

    public int Step => Frames / 2;

    /// <summary>So close together that between two of them no cell is off by more than a quarter of a slot at the ends.</summary>
    public static double[] Speeds(int frames)
    {
        var steps = (int)Math.Ceiling(SpeedRange * frames / WatermarkLayout.FramesPerSlot);
        return [.. Enumerable.Range(-steps, 2 * steps + 1).Select(step => 1 + SpeedRange * step / Math.Max(steps, 1))];
    }

    /// <summary>
    /// Where stretches of all lengths lie in so many frames. Audio that is shorter than the longest is searched whole as well, and
    /// a shorter rest with what is before it.
    /// </summary>
    public static IEnumerable<(int Start, int Frames)> Over(int frames) =>
        All.SelectMany((window, i) => window.Frames < frames ? window.Stretches(frames) : i is 0 ? [(0, frames)] : []);

    private IEnumerable<(int Start, int Frames)> Stretches(int frames) =>
        Enumerable.Range(0, (frames - Frames + Step - 1) / Step + 1).Select(i => (Math.Min(i * Step, frames - Frames), Frames));

    private static SearchWindow OfSeconds(int seconds) => new(seconds * WatermarkLayout.SampleRate / WatermarkLayout.FrameSamples);
}
