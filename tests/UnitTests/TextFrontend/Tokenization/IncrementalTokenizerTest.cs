using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.UnitTests.TextFrontend.Tokenization;

public sealed class IncrementalTokenizerTest
{
    [Fact]
    public void Text_CutAnywhere_HasTheIdsOfTheWhole()
    {
        var random = new Random(7);
        foreach (string text in Texts.Golden.Concat(Texts.Any.FixedSeed(1500)))
        {
            foreach (QwenTokenizer tokenizer in new[] { Tokenizers.Official, Tokenizers.Nano })
                Assert.True(tokenizer.Encode(text).SequenceEqual(EncodePieces(tokenizer, Texts.Split(text, random))), Escape(text));
        }
    }

    [Fact]
    public void Text_OneUnitAPiece_HasTheIdsOfTheWhole()
    {
        foreach (string text in Texts.Golden.Concat(Texts.Any.FixedSeed(500, seed: 21)))
            Assert.True(Tokenizers.Official.Encode(text).SequenceEqual(EncodePieces(Tokenizers.Official, text.Select(unit => unit.ToString()))), Escape(text));
    }

    [Theory]
    [InlineData("Hello ", "Hello")]
    [InlineData("Hello wor", "Hello")]
    [InlineData("Hello, wor", "Hello,")]
    [InlineData("It's ", "It's")]
    [InlineData("room 12", "room 12")]
    [InlineData("今天天气很好，我", "今天天气很好，")]
    [InlineData("end.\n\nNext", "end.\n\n")]
    [InlineData("a  bc", "a ")]
    public void Token_ThatNoLaterTextCanChange_IsOut(string text, string final)
    {
        var ids = new List<int>();
        Tokenizers.Official.Begin().Append(text, ids);

        Assert.Equal(Tokenizers.Official.Encode(final), ids);
    }

    [Theory]
    [InlineData("Hello")]
    [InlineData("'l")]
    [InlineData(" ")]
    [InlineData("\n\n")]
    [InlineData("e\u0301")]
    [InlineData("<think")]
    public void Token_ThatLaterTextMayChange_Waits(string text)
    {
        var ids = new List<int>();
        Tokenizers.Official.Begin().Append(text, ids);

        Assert.Empty(ids);
    }

    [Fact]
    public void Words_WithoutSpaces_ComeOutBeforeTheirEnd()
    {
        const string Text = "今天天气很好我们去公园吧";
        var ids = new List<int>();
        IncrementalTokenizer words = Tokenizers.Official.Begin();

        words.Append(Text, ids);
        int early = ids.Count;
        words.End(ids);

        Assert.Equal(Tokenizers.Official.Encode(Text), ids);
        Assert.InRange(early, ids.Count - 2, ids.Count - 1);
    }

    [Fact]
    public void Surrogate_WithoutItsPair_ReadsAsTheReplacementCharacter()
    {
        // Not InlineData: an attribute is stored as UTF-8, which has no lone surrogates.
        AssertReadsAs("a\ufffd", "a\ud83d");
        AssertReadsAs("a\ufffdb", "a\ude00b");
        AssertReadsAs("\ufffd\U0001F600", "\ud83d\ud83d\ude00");
        AssertReadsAs("\ufffdx", "\ud83dx");
    }

    [Fact]
    public void SurrogateHalf_WithMoreToCome_Waits()
    {
        var ids = new List<int>();
        IncrementalTokenizer words = Tokenizers.Official.Begin();
        words.Append("\ud83d", ids);
        Assert.Empty(ids);

        words.Append("\ude00", ids);
        words.End(ids);

        Assert.Equal(Tokenizers.Official.Encode("\U0001F600"), ids);
    }

    [Fact]
    public void SpecialToken_InWords_IsPlainCharacters()
    {
        int special = Tokenizers.Official.IdOf("<|im_end|>");

        Assert.DoesNotContain(special, Tokenizers.Official.Encode("a<|im_end|>b"));
        Assert.Contains(special, Tokenizers.Official.EncodeTemplate("a<|im_end|>b"));
    }

    [Fact]
    public void Tokenizer_AfterItsEnd_TakesAnotherText()
    {
        var ids = new List<int>();
        IncrementalTokenizer words = Tokenizers.Official.Begin();
        words.Append("One \n", ids);
        words.End(ids);
        ids.Clear();

        words.Append("two", ids);
        words.End(ids);

        Assert.Equal(Tokenizers.Official.Encode("two"), ids);
    }

    [Fact]
    public void RunWithoutABoundary_IsExactAndHoldsLittle()
    {
        string run = string.Concat(Enumerable.Repeat("天地玄黄宇宙洪荒", 600));
        int[] whole = Tokenizers.Official.Encode(run);
        var ids = new List<int>();
        IncrementalTokenizer words = Tokenizers.Official.Begin();
        for (int start = 0; start < run.Length; start += 3)
        {
            words.Append(run.AsSpan(start, 3), ids);
            Assert.True(ids.Count > whole.Length * start / run.Length - 12, $"{ids.Count} ids after {start} characters");
        }

        words.End(ids);

        Assert.Equal(whole, ids);
    }

    private static void AssertReadsAs(string read, string text)
    {
        Assert.Equal(Tokenizers.Official.Encode(read), Tokenizers.Official.Encode(text));
        Assert.Equal(Tokenizers.Official.Encode(read), EncodePieces(Tokenizers.Official, text.Select(unit => unit.ToString())));
    }

    private static int[] EncodePieces(QwenTokenizer tokenizer, IEnumerable<string> pieces)
    {
        var ids = new List<int>();
        IncrementalTokenizer words = tokenizer.Begin();
        foreach (string piece in pieces)
            words.Append(piece, ids);
        words.End(ids);
        return [.. ids];
    }

    private static string Escape(string text) => string.Concat(text.Select(unit => $"\\u{(int)unit:x4}"));
}
