using Qwen3Tts.TextFrontend.Normalization.Grammars;

namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>Words for large numbers behind digits: 2.5 million.</summary>
internal static class ScaleReader
{
    /// <summary>Length of the space and the word; 0 where there is none.</summary>
    public static int Read(TextWindow window, int at, Grammar grammar, out string? scale)
    {
        scale = null;
        var from = window.SkipSpace(at);
        if (!grammar.Spaced)
        {
            if (window[from] is not ('万' or '亿' or '億' or '兆' or '千' or '百'))
                return 0;
            if (from > at)
                return 0;
            scale = window.Text(from, window[from + 1] is '亿' or '万' ? 2 : 1);
            return from + scale.Length - at;
        }

        var letters = window.Letters(from, 16);
        if (letters == 0)
            return 0;
        var word = window.Text(from, letters);
        if (grammar.Data.Find("scale:" + word) is { } said)
        {
            scale = said;
            return from + letters - at + (window[from + letters] == '.' ? 1 : 0);
        }

        if (!grammar.Data.In("scale", word))
            return 0;
        scale = word;
        return from + letters - at;
    }
}
