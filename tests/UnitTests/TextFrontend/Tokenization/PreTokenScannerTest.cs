using System.Text;
using System.Text.RegularExpressions;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.UnitTests.TextFrontend.Tokenization;

public sealed partial class PreTokenScannerTest
{
    [Fact]
    public void Text_WithoutSurrogates_SplitsAsTheExpressionDoes()
    {
        foreach (string text in Texts.Golden.Concat(Texts.Any.FixedSeed(5000, seed: 22)).Where(text => !text.Any(char.IsSurrogate)))
            Assert.Equal(Expression().Matches(text).Select(match => match.Value), Split(text));
    }

    [Theory]
    [InlineData("\U0001D407\U0001D41E!", "\U0001D407\U0001D41E", "!")]
    [InlineData(" \U00020BB7\u91CE", " \U00020BB7\u91CE")]
    [InlineData("\U0001F600abc", "\U0001F600abc")]
    [InlineData("\U0001D7CE1", "\U0001D7CE", "1")]
    public void Character_BeyondTheBasicPlane_IsOneOfItsOwnClass(string text, params string[] expected) => Assert.Equal(expected, Split(text));

    [Theory]
    [InlineData("word ", 1)]
    [InlineData("word", 0)]
    [InlineData("'s", 1)]
    [InlineData("'v", 0)]
    [InlineData("7", 1)]
    [InlineData("   ", 0)]
    [InlineData("   x", 1)]
    [InlineData("\n \n x", 1)]
    public void PreToken_IsReportedOnceFinal(string text, int expected)
    {
        var finished = new List<int>();
        var scanner = new PreTokenScanner();
        foreach (Rune rune in text.EnumerateRunes())
            scanner.Push(rune, finished);

        Assert.Equal(expected, finished.Count);
    }

    private static List<string> Split(string text)
    {
        var finished = new List<int>();
        var scanner = new PreTokenScanner();
        foreach (Rune rune in text.EnumerateRunes())
            scanner.Push(rune, finished);
        scanner.End(finished);

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var parts = new List<string>();
        int start = 0;
        foreach (int length in finished)
        {
            parts.Add(Encoding.UTF8.GetString(bytes, start, length));
            start += length;
        }

        Assert.Equal(bytes.Length, start);
        return parts;
    }

    // Oniguruma, which the official tokenizer uses, folds the long s to s; .NET does not.
    [GeneratedRegex(@"'(?:[sS\u017F]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
    private static partial Regex Expression();
}
