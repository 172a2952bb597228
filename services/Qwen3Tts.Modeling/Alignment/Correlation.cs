namespace Qwen3Tts.Modeling.Alignment;

/// <summary>How far pairs of numbers rise together, −1 to 1, from their sums alone.</summary>
internal struct Correlation
{
    private double _x, _y, _xx, _yy, _xy;

    public int Pairs { get; private set; }

    /// <summary>0 where one of the two is always the same.</summary>
    public readonly double Value
    {
        get
        {
            var (x, y) = (Pairs * _xx - _x * _x, Pairs * _yy - _y * _y);
            return x > 0 && y > 0 ? (Pairs * _xy - _x * _y) / Math.Sqrt(x * y) : 0;
        }
    }

    public void Add(double x, double y)
    {
        Pairs++;
        _x += x;
        _y += y;
        _xx += x * x;
        _yy += y * y;
        _xy += x * y;
    }
}
