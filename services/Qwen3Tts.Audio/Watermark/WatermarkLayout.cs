namespace Qwen3Tts.Audio.Watermark;

/// <summary>
/// Where a mark lies: the time axis is cut into slots and the frequency axis into bands; each cell is a little louder or
/// softer than it was. The pattern repeats every <see cref="Slots"/> slots.
/// </summary>
public static class WatermarkLayout
{
    /// <summary>In hertz, of what is marked and of what is searched.</summary>
    public const int SampleRate = 24_000;

    /// <summary>Samples that a marked sample needs of what comes after it: 5 ms.</summary>
    public const int Delay = 120;

    /// <summary>Samples of a slot.</summary>
    internal const int SlotSamples = 160;

    /// <summary>Samples over which one slot turns into the next, half of them on each side.</summary>
    internal const int FadeSamples = 80;

    /// <summary>Slots of a period, 1.7 s: a cut of 3 s has all of them.</summary>
    internal const int Slots = 256;

    /// <summary>Taps of a slot's filter, symmetric about its centre.</summary>
    internal const int Taps = 2 * Delay + 1;

    /// <summary>Frames that a detector takes of a slot.</summary>
    internal const int FramesPerSlot = 2;

    internal const int FrameSamples = SlotSamples / FramesPerSlot;

    /// <summary>Frames of a period.</summary>
    internal const int PeriodFrames = Slots * FramesPerSlot;

    /// <summary>Every fourth cell is known to who has the key; the others carry the code.</summary>
    internal const int PilotEvery = 4;

    // Up to 3,450 Hz they pass a telephone; the wider ones above add certainty where they survive.
    internal static readonly double[] Edges =
    [
        .. Enumerable.Range(0, 16).Select(i => 450 + 200.0 * i), .. Enumerable.Range(1, 10).Select(i => 3450 + 400.0 * i),
    ];

    internal static int Bands => Edges.Length - 1;

    /// <summary>
    /// What is added to a band, or taken from it, as a share of its amplitude: 1.4 dB. Less at the bottom, where a voice's
    /// harmonics stand alone and hide less beside them.
    /// </summary>
    internal static double Depth(int band) => band switch { 0 => 0.06, 1 => 0.08, 2 => 0.13, 3 => 0.15, _ => 0.16 };

    internal static bool IsPilot(int slot, int band) => (slot + band) % PilotEvery is 0;
}
