using System.Text;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.UnitTests.TextFrontend.Tokenization;

public sealed class ComposingWindowTest
{
    [Fact]
    public void Text_OneCharacterAtATime_IsNormalisedAsTheWhole()
    {
        foreach (string text in Texts.Golden.Concat(Texts.Any.FixedSeed(5000, seed: 23)))
        {
            var window = new ComposingWindow();
            var normalised = new StringBuilder();
            foreach (Rune rune in text.EnumerateRunes())
                normalised.Append(window.Push(rune));
            normalised.Append(window.Flush());

            string whole = string.Concat(text.EnumerateRunes()).Normalize(NormalizationForm.FormC);
            Assert.Equal(whole, normalised.ToString());
        }
    }

    [Fact]
    public void Character_PartOfAComposition_IsHeldForIt()
    {
        // Whatever composes is the canonical decomposition of some character: look at all of them.
        int compositions = 0;
        foreach (Rune composed in Characters())
        {
            Rune[] parts = [.. composed.ToString().Normalize(NormalizationForm.FormD).EnumerateRunes()];
            if (parts.Length < 2)
                continue;
            compositions++;
            Assert.True(ComposingWindow.ComposesForward(parts[0]), $"U+{composed.Value:X4} begins with U+{parts[0].Value:X4}");
            Assert.All(parts[1..], part => Assert.True(ComposingWindow.ComposesBackward(part), $"U+{composed.Value:X4} goes on with U+{part.Value:X4}"));
        }

        Assert.True(compositions > 11_172, "Hangul alone has 11,172.");
    }

    [Fact]
    public void Character_ThatNormalisesToAnother_IsHeldOrReplaced()
    {
        foreach (Rune rune in Characters().Where(rune => !rune.ToString().IsNormalized(NormalizationForm.FormC)))
            Assert.True(ComposingWindow.ComposesForward(rune) || ComposingWindow.ComposesBackward(rune), $"U+{rune.Value:X4}");
    }

    [Fact]
    public void NonCharacter_ThatTheLibraryRefuses_PassesUnchanged()
    {
        var window = new ComposingWindow();

        Assert.Equal("", window.Push(new Rune('e')));
        Assert.Equal("e\ufffe", window.Push(new Rune('\ufffe')));
        Assert.Equal("", window.Push(new Rune('\u0301')));
        Assert.Equal("\u0301", window.Flush());
    }

    private static IEnumerable<Rune> Characters() =>
        Enumerable.Range(0, 0x110000).Where(value => Rune.IsValid(value) && value != 0xFFFE).Select(value => new Rune(value));

    [Theory]
    [InlineData(' ')]
    [InlineData('.')]
    [InlineData('7')]
    [InlineData('\n')]
    [InlineData('天')]
    public void Character_ThatNeverComposes_IsOutAtOnce(char character) =>
        Assert.Equal(character.ToString(), new ComposingWindow().Push(new Rune(character)));
}
