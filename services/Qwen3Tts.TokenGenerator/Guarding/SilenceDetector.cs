namespace Qwen3Tts.TokenGenerator.Guarding;

/// <summary>
/// Finds the stretch at the end of the frames in which nothing is said: no more than a few different codes of group 0, which carries
/// what is said. A held tone counts too.
/// </summary>
internal sealed class SilenceDetector
{
    /// <summary>Different codes of group 0 that such a stretch may have. Nano's good speech never keeps to so few for a second.</summary>
    public const int MostCodes = 5;

    // The codes seen last, the latest first, one more than a stretch may have, and the frame that each was last seen in.
    private readonly int[] _codes = new int[MostCodes + 1];
    private readonly int[] _seen = new int[MostCodes + 1];
    private int _count;
    private int _frames;

    /// <summary>The first frame of the stretch.</summary>
    public int First { get; private set; }

    /// <summary>The first frame of the stretch that cannot be the end of speech: so many codes may be the last of it.</summary>
    public int Start => First == 0 ? 0 : Math.Min(First + MostCodes - 1, _frames - 1);

    /// <summary>Frames of the stretch.</summary>
    public int Length => _frames - First;

    public void Observe(int code)
    {
        var place = _codes.AsSpan(0, _count).IndexOf(code);
        if (place < 0)
            place = _count < _codes.Length ? _count++ : _count - 1;
        _codes.AsSpan(0, place).CopyTo(_codes.AsSpan(1));
        _seen.AsSpan(0, place).CopyTo(_seen.AsSpan(1));
        _codes[0] = code;
        _seen[0] = _frames++;
        First = _count > MostCodes ? _seen[MostCodes] + 1 : 0;
    }
}
