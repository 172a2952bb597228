using Qwen3Tts.TextFrontend.Normalization;

namespace Qwen3Tts.TextFrontend.Prompts;

/// <summary>
/// Where a text that is longer than a model should say in one go is best cut: at the end of a sentence; where there is none for a quarter
/// more, at another sign; then between words. It depends on the text alone, not on the pieces that it comes in.
/// </summary>
/// <param name="after">Letters after which it is cut, an ideograph, kana or Hangul counting as three; 0 for never.</param>
internal sealed class CutFinder(int after)
{
    private const int LettersOfAWideOne = 3;
    private const string WideEnders = "。！？";
    private const string Enders = ".!?…؟۔" + WideEnders;
    private const string WideSigns = "，；：、";
    private const string Signs = ",;:—–،؛" + WideSigns;
    private const string Closing = "\"'”’»)]}」』）】";

    private int _letters;
    private char _sign;
    private bool _spaced;

    /// <summary>Whether it may be cut soon, so that space should wait for what follows it.</summary>
    public bool IsDue => after > 0 && _letters >= after;

    /// <summary>Whether the text is cut before the next character.</summary>
    public bool Cuts(char next)
    {
        if (!IsDue || char.IsWhiteSpace(next) || (Closing + Enders + Signs).Contains(next, StringComparison.Ordinal))
            return false;
        if (Enders.Contains(_sign, StringComparison.Ordinal) && (_spaced || WideEnders.Contains(_sign, StringComparison.Ordinal)))
            return true;
        if (_letters >= 1.25 * after && Signs.Contains(_sign, StringComparison.Ordinal) && (_spaced || WideSigns.Contains(_sign, StringComparison.Ordinal)))
            return true;
        return _letters >= 1.5 * after && _spaced;
    }

    public void See(char seen)
    {
        _spaced = char.IsWhiteSpace(seen);
        if (_spaced)
            return;
        _letters += Scripts.IsUnspaced(seen) || Scripts.IsHangul(seen) ? LettersOfAWideOne : 1;
        if (!Closing.Contains(seen, StringComparison.Ordinal))
            _sign = seen;
    }

    /// <summary>It was cut here.</summary>
    public void BeginAnew() => (_letters, _sign, _spaced) = (0, default, false);
}
