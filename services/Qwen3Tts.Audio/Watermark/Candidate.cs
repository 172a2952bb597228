namespace Qwen3Tts.Audio.Watermark;

/// <summary>A speed and offset at which pilots seem to be.</summary>
/// <param name="Offset">Of the pattern's start, in frames, from the middle of the window.</param>
internal sealed record Candidate(double Speed, int Offset, double Score)
{
    /// <summary>With fewer standard deviations the payload is not tried.</summary>
    public const float LeastScore = 4;

    /// <summary>How many are tried of a window.</summary>
    public const int Most = 4;

    public bool IsBeside(Candidate other)
    {
        var apart = Math.Abs(Offset - other.Offset);
        return Math.Min(apart, WatermarkLayout.PeriodFrames - apart) <= 1 && Math.Abs(Speed - other.Speed) < 0.002;
    }
}
