namespace Qwen3Tts.Audio.Watermark;

/// <summary>A stretch of audio laid onto one period of the pattern, as if it had been played at a speed.</summary>
internal sealed class FoldedWindow
{
    private readonly int _start;
    private readonly int _frames;
    private readonly double _speed;
    private readonly float[] _cells = new float[WatermarkLayout.PeriodFrames * WatermarkLayout.Bands];

    public FoldedWindow(CellFeatures features, int start, int frames, double speed)
    {
        (_start, _frames, _speed) = (start, frames, speed);
        for (var frame = start; frame < start + frames; frame++)
        {
            var row = _cells.AsSpan(Place(frame) * WatermarkLayout.Bands, WatermarkLayout.Bands);
            var from = features[frame];
            for (var band = 0; band < row.Length; band++)
                row[band] += from[band];
        }
    }

    public ReadOnlySpan<float> this[int place] => _cells.AsSpan(place * WatermarkLayout.Bands, WatermarkLayout.Bands);

    /// <summary>The place in the period that a frame falls on, counted from the stretch's middle.</summary>
    public int Place(int frame)
    {
        var place = (int)Math.Round((frame - _start - _frames / 2) * _speed) % WatermarkLayout.PeriodFrames;
        return place < 0 ? place + WatermarkLayout.PeriodFrames : place;
    }

    /// <summary>The place of a slot's middle where the pattern starts at an offset.</summary>
    public static int Centre(int slot, int offset) =>
        (slot * WatermarkLayout.FramesPerSlot + WatermarkLayout.FramesPerSlot / 2 + offset) % WatermarkLayout.PeriodFrames;
}
