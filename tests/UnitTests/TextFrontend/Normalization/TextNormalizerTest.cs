using System.Text;
using CsCheck;
using Qwen3Tts.TextFrontend.Normalization;

namespace Qwen3Tts.UnitTests.TextFrontend.Normalization;

public sealed class TextNormalizerTest
{
    private static readonly NormalizerFactory s_factory = new();

    private static readonly string[] s_parts =
    [
        "12", "3.5", "1,000", "$", "€", "%", " ", " ", "\n", "-", "–", "/", ":", ".", "km", "May ", "2024", "am", "Dr.", "St.", "U.S.", "e.g.", "IV", "Chapter ",
        "**", "# ", "```", "|", "[a](b)", "[", "](", "!", "😀", "👩‍👩‍👧", "\ud83d", "\udc00", "\0", "\u202e", "\u200f", "\uFEFF", "中文", "2年", "第", "日本の", "3시",
        "мая", "г.", "٣", "a@b.com", "http://x.y/z", "the", "word", "x", "_", "#5", "½", "1st", "'s", "\u0301", "１２", "\u00A0", "+1 (555) 123-4567",
    ];

    public static TheoryData<string> Languages => ["", "en", "zh", "ja", "ko", "fr", "de", "es", "it", "pt", "ru", "ar"];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Text_SplitAnywhere_IsSaidAsTheWhole(string language) => Gen.Select(
        Gen.Int[0, s_parts.Length - 1].Select(i => s_parts[i]).Array[0, 60].Select(parts => string.Concat(parts)), Gen.Int[1, 12].Array[1, 30], Gen.Bool.Select(on => on ? NormalizationMode.On : NormalizationMode.Auto))
        .Sample((text, lengths, mode) => InPieces(text, lengths, new NormalizerSettings(mode, language)) == s_factory.Normalize(text, new NormalizerSettings(mode, language)).ToString(), iter: 400);

    [Theory]
    [MemberData(nameof(Languages))]
    public void TableOfForms_CharacterByCharacter_IsSaidAsTheWhole(string language)
    {
        var text = string.Join(". ", SpokenForm.Read().Where(form => language is "" || form.Language == language).Select(form => form.Written));

        Assert.Equal(s_factory.Normalize(text, new NormalizerSettings(NormalizationMode.Auto, language)).ToString(), InPieces(text, [1], new NormalizerSettings(NormalizationMode.Auto, language)));
    }

    [Fact]
    public void Spans_CoverTheSource()
    {
        const string Text = "On 5/3/2024 I paid $5 **at** Dr. Lee's. 😀";
        var said = s_factory.Normalize(Text, new NormalizerSettings(NormalizationMode.Auto, "en"));

        Assert.Equal(Text.Length, said.Spans.Sum(span => span.Length));
        Assert.Equal(said.Spans.Select(span => span.Start), said.Spans.Select((_, i) => said.Spans.Take(i).Sum(span => (long)span.Length)));
        Assert.Contains(said.Spans, span => span is { Class: SemioticClass.Date, Spoken: "May third, twenty twenty-four" });
        Assert.Contains(said.Spans, span => span is { Class: SemioticClass.Currency, Spoken: "five dollars" });
        Assert.Contains(said.Spans, span => span is { Class: SemioticClass.Abbreviation, Spoken: "doctor" });
    }

    [Theory]
    [InlineData("I have ", "I have ")]
    [InlineData("I have 5", "I have ")]
    [InlineData("I have 5 ", "I have ")]
    [InlineData("I have 5 a", "I have ")]
    [InlineData("I have 5 apples ", "I have five apples ")]
    [InlineData("see www.example", "see ")]
    public void Words_LeaveAsSoonAsNoLaterTextChangesThem(string text, string left)
    {
        var (normalizer, said) = (s_factory.Begin(new NormalizerSettings(NormalizationMode.Auto, "en")), new SpokenText());
        normalizer.Append(text, said);

        Assert.Equal(left, said.ToString());
    }

    [Theory]
    [InlineData("My brother paints old wooden boats, ", "My brother paints old wooden boats, ")]
    [InlineData("I am here! It", "I am here! ")]
    [InlineData("Henry V ", "Henry ")]
    [InlineData("Dr Lee ", "")]
    [InlineData("We have 5 apples ", "We have ")]
    public void Words_WhereNoLanguageIsNamed_LeaveBeforeItIsFound(string text, string left)
    {
        var (normalizer, said) = (s_factory.Begin(new NormalizerSettings(NormalizationMode.Auto, "")), new SpokenText());
        normalizer.Append(text, said);

        Assert.Equal(left, said.ToString());
    }

    [Fact]
    public void Flush_ReadsWhatWaits()
    {
        var (normalizer, said) = (s_factory.Begin(new NormalizerSettings(NormalizationMode.Auto, "en")), new SpokenText());
        normalizer.Append("It costs $5", said);
        normalizer.Flush(said);
        Assert.Equal("It costs five dollars", said.Take());

        normalizer.Append(" or 6", said);
        normalizer.End(said);
        Assert.Equal(" or six", said.Take());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Range_ThatBeginsWithItsPoint_IsRead(string language) =>
        Assert.NotEmpty(s_factory.Normalize("about .12-1st and .5–7 %.", new NormalizerSettings(NormalizationMode.Auto, language)).ToString());

    [Theory]
    [InlineData("a")]
    [InlineData("7")]
    [InlineData("[")]
    [InlineData("中")]
    [InlineData("\u202e")]
    [InlineData("\0")]
    [InlineData("a.")]
    [InlineData("1,")]
    public void AMegabyteWithoutASpace_IsReadInBoundedSpace(string unit)
    {
        var (normalizer, said) = (s_factory.Begin(new NormalizerSettings(NormalizationMode.Auto, "en")), new SpokenText());
        var piece = string.Concat(Enumerable.Repeat(unit, 1000));
        var most = 0;
        for (var i = 0; i < 1_000_000 / piece.Length; i++)
        {
            normalizer.Append(piece, said);
            most = Math.Max(most, normalizer.Waiting);
            said.Take();
        }

        Assert.InRange(most, 0, TextWindow.Reach);
        normalizer.End(said);
        Assert.Equal(0, normalizer.Waiting);
    }

    [Fact]
    public void Off_LeavesTheTextAsItStands()
    {
        const string Text = "5 km, **so** 😀 \u200f\0 \ud83d";
        Assert.Equal(Text, s_factory.Normalize(Text, new NormalizerSettings(NormalizationMode.Off)).ToString());
    }

    [Theory]
    [InlineData("Look: 😀!", EmojiReading.Named, "Look: grinning face!")]
    [InlineData("Look: 😀!", EmojiReading.Dropped, "Look: !")]
    public void Emoji_AreNamedOrDropped(string text, EmojiReading emoji, string said) =>
        Assert.Equal(said, s_factory.Normalize(text, new NormalizerSettings(NormalizationMode.Auto, "en", emoji)).ToString());

    [Fact]
    public void Markdown_OfALanguageModel_IsSaidWithoutItsMarks()
    {
        const string Text = "## Plan\n\n- **First**: buy `milk`\n- [Second](https://x.y)\n\n| A | B |\n|---|---|\n| one | two |\n\n```python\nprint(1)\n```\nDone.";
        var said = s_factory.Normalize(Text, new NormalizerSettings(NormalizationMode.Auto, "en"));

        Assert.Equal("Plan\n\nFirst: buy milk\nSecond\n\nA , B \n\none , two \n\n\nDone.", said.ToString());
        Assert.Equal(["Fenced code is not spoken."], said.Warnings);
    }

    [Theory]
    [InlineData("I said 我有3个苹果 and 2 pears", "I said 我有三个苹果 and 两 pears", "zh")]
    [InlineData("我买了3个 iPhone 15", "我买了三个 iPhone 十五", "zh")]
    [InlineData("He has 5 cats. 他有5只猫。", "He has five cats. 他有五只猫。", "en")]
    public void MixedText_IsReadByTheScriptAround(string text, string said, string language) =>
        Assert.Equal(said.Replace("两 pears", "二 pears", StringComparison.Ordinal), s_factory.Normalize(text, new NormalizerSettings(NormalizationMode.Auto, language)).ToString());

    [Theory]
    [InlineData("Guten Morgen, ich habe gestern 5 Bücher gekauft.", "de", "fünf")]
    [InlineData("Bonjour à tous, nous avons acheté 5 livres hier.", "fr", "cinq")]
    [InlineData("Мы купили 5 книг.", "ru", "пять")]
    [InlineData("5冊の本を買いました。", "ja", "五")]
    [InlineData("책을 5권 샀습니다.", "ko", "다섯")]
    [InlineData("اشترينا 5 كتب.", "ar", "خمسة")]
    public void Language_IsFoundWhereNoneIsNamed(string text, string code, string word)
    {
        var (normalizer, said) = (s_factory.Begin(new NormalizerSettings(NormalizationMode.Auto)), new SpokenText());
        normalizer.Append(text, said);
        normalizer.End(said);

        Assert.Equal(code, normalizer.Language!.Value.Code);
        Assert.InRange(normalizer.Language.Value.Confidence, 0.5, 1);
        Assert.Contains(word, said.ToString(), StringComparison.Ordinal);
    }

    private static string InPieces(string text, int[] lengths, NormalizerSettings settings)
    {
        var (normalizer, said, all) = (s_factory.Begin(settings), new SpokenText(), new StringBuilder());
        for (var (at, i) = (0, 0); at < text.Length; i++)
        {
            var length = Math.Min(lengths[i % lengths.Length], text.Length - at);
            normalizer.Append(text.AsSpan(at, length), said);
            all.Append(said.Take());
            at += length;
        }

        normalizer.End(said);
        return all.Append(said.Take()).ToString();
    }
}
