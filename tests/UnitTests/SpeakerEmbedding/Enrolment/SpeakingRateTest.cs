using Qwen3Tts.SpeakerEmbedding.Enrolment;

namespace Qwen3Tts.UnitTests.SpeakerEmbedding.Enrolment;

public sealed class SpeakingRateTest
{
    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("?!, -", 0, 0)]
    [InlineData("Good morning, and welcome.", 6, 7)]
    [InlineData("Thanks for calling. I can move your appointment to Thursday at half past nine, if that suits you.", 22, 27)]
    [InlineData("Le dernier jour d'un condamné", 8, 11)]
    [InlineData("Größere Straßenbahnen fahren über Brücken", 11, 14)]
    [InlineData("Доброе утро, дорогие друзья", 10, 12)]
    [InlineData("今天天气很好", 6, 6)]
    [InlineData("おはようございます", 9, 9)]
    [InlineData("東京に行きました", 9, 12)]
    [InlineData("안녕하세요", 5, 5)]
    [InlineData("2024", 4, 8)]
    [InlineData("BBC", 3, 3)]
    public void Syllables_AreAboutThoseThatAreSaid(string text, double least, double most) =>
        Assert.InRange(SpeakingRate.Syllables(text), least, most);

    [Fact]
    public void Syllables_OfDecomposedLetters_AreTheSame() =>
        Assert.Equal(SpeakingRate.Syllables("café über"), SpeakingRate.Syllables("café über".Normalize(System.Text.NormalizationForm.FormD)));
}
