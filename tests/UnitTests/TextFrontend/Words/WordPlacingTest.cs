using System.Text;
using Qwen3Tts.TextFrontend.Limits;
using Qwen3Tts.TextFrontend.Normalization;
using Qwen3Tts.TextFrontend.Prompts;
using Qwen3Tts.TextFrontend.Words;
using Qwen3Tts.UnitTests.TextFrontend.Normalization;

namespace Qwen3Tts.UnitTests.TextFrontend.Words;

public sealed class WordPlacingTest
{
    private static readonly NormalizerFactory s_factory = new();

    [Fact]
    public void Words_OfAnyText_AnySplit_AreTheSame_AndBeginWithinTheirTokens()
    {
        var random = new Random(3);
        var compared = 0;
        foreach (var text in Texts.Golden.Concat(Texts.Any.FixedSeed(1500, seed: 31)).Where(text => !string.IsNullOrWhiteSpace(text)))
        {
            var (ids, words) = Place([text]);
            Assert.Equal(words, Place(Texts.Split(text, random)).Words);
            foreach (var (token, word) in words)
            {
                Assert.True(
                    Letters(Decode(ids.AsSpan(token))).StartsWith(Letters(word.Spoken), StringComparison.Ordinal),
                    $"'{word.Spoken}' does not begin with token {token} of {string.Join(' ', text.Select(c => $"{(int)c:x}"))}.");
                Assert.Equal(Letters(word.Spoken), Letters(text.Substring((int)word.Start, word.Length)));
                compared++;
            }
        }

        Assert.True(compared > 4000, $"{compared}");
    }

    [Theory]
    [InlineData("It is.  Well, (you) know: \"no.\" Yes!", "It 0+2 *|is 3+2|Well 8+4 *|you 15+3|know 20+4|no 27+2|Yes 32+3 *")]
    [InlineData("don't re-use it", "don't 0+5 *|re-use 6+6|it 13+2")]
    [InlineData("-- ... !", "")]
    [InlineData("One\ntwo", "One 0+3 *|two 4+3 *")]
    public void Words_StandForTheirPlaces(string text, string expected) => Assert.Equal(expected, Show(Place([text]).Words));

    [Theory]
    [InlineData("Call 23 people, Dr. Smith.", "Call 0+4 *|twenty 5+2|three 5+2|people 8+6|doctor 16+3|Smith 20+5")]
    [InlineData("It costs $5 today.", "It 0+2 *|costs 3+5|five 9+2|dollars 9+2|today 12+5")]
    public void Words_ThatAreWrittenOut_StandForWhatTheyWere(string text, string expected)
    {
        var words = Place([text], s_factory.Begin(new NormalizerSettings(NormalizationMode.On, "en"))).Words;

        Assert.Equal(expected, Show(words).Replace("twenty-three 5+2", "twenty 5+2|three 5+2", StringComparison.Ordinal));
    }

    [Fact]
    public void Words_OfScriptsWithoutSpaces_AreWhatTokensJoin()
    {
        var (ids, words) = Place(["今天天气很好。我们去公园吧"]);

        Assert.True(words.Count > 3 && words.Count <= ids.Length);
        Assert.Equal("今天天气很好我们去公园吧", string.Concat(words.Select(placed => placed.Word.Spoken)));
        Assert.Equal(words.Select(placed => placed.Token), words.Select(placed => placed.Token).Distinct());
        Assert.Equal(2, words.Count(placed => placed.Word.BeginsSentence));
    }

    [Fact]
    public void Word_LeavesWithTheSpaceAfterIt()
    {
        var utterance = new UtteranceTokenizer(Tokenizers.Nano, new TextFrontendOptions(), places: true);
        utterance.Append("Snow cov");
        utterance.Take();
        Assert.Equal(["Snow"], utterance.TakeWords().Select(placed => placed.Word.Spoken));
        utterance.Append("ered ");
        utterance.Take();
        utterance.EndStretch();
        utterance.Take();
        Assert.Equal(["covered"], utterance.TakeWords().Select(placed => placed.Word.Spoken));
    }

    private static string Show(IEnumerable<PlacedWord> words) => string.Join('|', words.Select(
        placed => $"{placed.Word.Spoken} {placed.Word.Start}+{placed.Word.Length}{(placed.Word.BeginsSentence ? " *" : "")}"));

    private static (int[] Ids, List<PlacedWord> Words) Place(IEnumerable<string> pieces, TextNormalizer? normalizer = null)
    {
        var utterance = new UtteranceTokenizer(Tokenizers.Official, new TextFrontendOptions(), normalizer: normalizer, places: true);
        var (ids, words) = (new List<int>(), new List<PlacedWord>());
        foreach (var piece in pieces)
        {
            utterance.Append(piece);
            ids.AddRange(utterance.Take());
            words.AddRange(utterance.TakeWords());
        }

        utterance.End();
        ids.AddRange(utterance.Take());
        words.AddRange(utterance.TakeWords());
        return ([.. ids], words);
    }

    private static string Decode(ReadOnlySpan<int> ids)
    {
        var bytes = new List<byte>();
        foreach (var id in ids)
            bytes.AddRange(Tokenizers.Official.BytesOf(id));
        return Encoding.UTF8.GetString([.. bytes]);
    }

    // However composed, and without what lies between words.
    private static string Letters(string text) => string.Concat(
        string.Concat(text.EnumerateRunes().Where(Rune.IsLetterOrDigit)).Normalize(NormalizationForm.FormD).EnumerateRunes().Where(Rune.IsLetterOrDigit));
}
