using CsCheck;
using Qwen3Tts.TextFrontend.Normalization;

namespace Qwen3Tts.UnitTests.TextFrontend.Normalization;

public sealed class GrammarTest
{
    private static readonly NormalizerFactory s_factory = new();

    private static readonly string[] s_suffixes = ["$", "€", "5%", " km", ":30", "/12/2024", "-12-24", "1/2", ",5", ".25", "–99999 kg", "°C", " Uhr", "h30", "年", "월"];

    public static TheoryData<string> Languages => ["en", "zh", "ja", "ko", "fr", "de", "es", "it", "pt", "ru", "ar"];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Number_OfAnyLength_IsSaidWithoutDigits(string language) => Gen.Int[1, 40].SelectMany(length => Gen.Char['0', '9'].Array[length])
        .Sample(digits => !Say(new string(digits), language).Any(char.IsAsciiDigit), iter: 2000);

    [Theory]
    [MemberData(nameof(Languages))]
    public void Numbers_ByManyAtOnce_KeepTheirGender(string language)
    {
        string[] texts = ["1 km", "1 $", "21 %", "1:01", "2001 €", "1.", "31 h"];
        string[] expected = [.. texts.Select(text => Say(text, language))];
        var wrong = 0;

        Parallel.For(0, 4000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            if (Say(texts[i % texts.Length], language) != expected[i % texts.Length])
                Interlocked.Increment(ref wrong);
        });

        Assert.Equal(0, wrong);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void AmountsDatesAndTimes_OfAnyValue_AreSaidWithoutDigits(string language) => Gen.Select(Gen.Int[0, 999_999_999], Gen.Int[0, 60], Gen.Int[0, s_suffixes.Length - 1].Select(i => s_suffixes[i]))
        .Sample((value, small, suffix) => !(Say(value + suffix, language) + Say(small + suffix, language)).Any(char.IsAsciiDigit), iter: 3000);

    [Theory]
    [InlineData(SemioticClass.Cardinal, "21", "ru", "", "двадцать один")]
    [InlineData(SemioticClass.Ordinal, "21", "fr", "", "vingt et unième")]
    [InlineData(SemioticClass.Ordinal, "3rd", "en", "", "third")]
    [InlineData(SemioticClass.Date, "03/05/2024", "en-US", "dmy", "May third, twenty twenty-four")]
    [InlineData(SemioticClass.Date, "2024-05-03", "de", "", "dritter Mai zweitausendvierundzwanzig")]
    [InlineData(SemioticClass.Time, "14:30", "pt-BR", "", "catorze horas e trinta")]
    [InlineData(SemioticClass.Telephone, "12345", "en", "", "one two three four five")]
    [InlineData(SemioticClass.Currency, "$5", "ja", "", "五ドル")]
    [InlineData(SemioticClass.Initialism, "AB1", "en", "", "A B one")]
    [InlineData(SemioticClass.Fraction, "3/4", "it", "", "tre quarti")]
    [InlineData(SemioticClass.Unit, "5 км", "ru", "", "пять километров")]
    public void Verbalizer_OfAClass_SaysIt(SemioticClass kind, string text, string language, string format, string said) =>
        Assert.Equal(said, Verbalizer.Say(kind, text, language, format));

    [Theory]
    [InlineData(SemioticClass.Cardinal, "word")]
    [InlineData(SemioticClass.Date, "13/13/2024")]
    [InlineData(SemioticClass.Time, "99:99:99")]
    public void Verbalizer_OfSomethingElse_SaysNothing(SemioticClass kind, string text) => Assert.Null(Verbalizer.Say(kind, text, "en"));

    private static string Say(string text, string language) => s_factory.Normalize(text, new NormalizerSettings(NormalizationMode.Auto, language)).ToString();
}
