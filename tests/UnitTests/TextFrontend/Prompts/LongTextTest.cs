using System.Text;
using Qwen3Tts.TextFrontend.Limits;
using Qwen3Tts.TextFrontend.Prompts;

namespace Qwen3Tts.UnitTests.TextFrontend.Prompts;

/// <summary>Texts that are longer than a model should say in one go.</summary>
public sealed class LongTextTest
{
    private static readonly string s_sentences = string.Join(' ', Enumerable.Range(0, 40).Select(i => $"The captain, who was number {(char)('a' + i % 26)}, said: \"Go!\" Then he went home?"));

    public static TheoryData<string, string> Texts => new()
    {
        { s_sentences, "[.!?]\"?$" },
        { string.Concat(Enumerable.Repeat("今天天气很好。我们去公园吧！", 40)), "[。！]$" },
        { string.Join(", ", Enumerable.Repeat("and then they walked on along the river", 60)), ",$" },
        { string.Join(' ', Enumerable.Repeat("word after word", 200)), "[a-z]$" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_IsCutWhereItIsHeardLeast_TheSameInAnyPieces(string text, string end)
    {
        var whole = Cut([text], 200);

        Assert.True(whole.Count > 3);
        Assert.All(whole.SkipLast(1), part => Assert.Matches(end, Decode(part)));
        Assert.All(whole.SkipLast(1), part => Assert.InRange(Decode(part).Length, 66, 400));
        Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), string.Concat(whole.Select(Decode)).Replace(" ", "", StringComparison.Ordinal));
        // Each part has the ids of its words alone.
        Assert.All(whole, part => Assert.Equal(Tokenizers.Official.Encode(Decode(part)), part));
        var random = new Random(5);
        for (var round = 0; round < 3; round++)
            Assert.Equal(string.Join('|', whole.Select(Decode)), string.Join('|', Cut(UnitTests.TextFrontend.Texts.Split(text, random), 200).Select(Decode)));
    }

    [Fact]
    public void Text_IsCut_WhateverSpaceStandsBetweenItsSentences()
    {
        var text = s_sentences[..1000].Replace("? ", "?" + new string('\n', 200), StringComparison.Ordinal);

        var whole = Cut([text], 200);

        Assert.True(whole.Count > 3);
        Assert.Equal(whole.Select(Decode), Cut(text.Select(letter => letter.ToString()), 200).Select(Decode));
    }

    [Fact]
    public void Text_WithoutAPlaceToCut_IsLeftWhole() => Assert.Single(Cut([new string('a', 3000)], 200));

    [Fact]
    public void Text_ThatIsNotToBeCut_IsLeftWhole() => Assert.Single(Cut([s_sentences], 0));

    [Fact]
    public void Words_ArePlacedWithinTheirParts()
    {
        var utterance = Begin(100, places: true);
        var (words, parts) = (new List<string>(), 0);
        utterance.Append(s_sentences);
        while (true)
        {
            var ids = utterance.IsCut ? utterance.Take() : Ended();
            foreach (var (token, word) in utterance.TakeWords())
            {
                words.Add(s_sentences.Substring((int)word.Start, word.Length));
                Assert.StartsWith(word.Spoken, Decode(ids[token..]).TrimStart(' ', '"'), StringComparison.Ordinal);
            }

            parts++;
            if (!utterance.IsCut)
                break;
            utterance.BeginAnew();
        }

        Assert.True(parts > 5);
        Assert.Equal(s_sentences.Split(' ').Select(word => word.Trim('.', ',', '"', '!', '?', ':')), words);

        int[] Ended()
        {
            utterance.End();
            return utterance.Take();
        }
    }

    private static List<int[]> Cut(IEnumerable<string> pieces, int cutAfter)
    {
        var utterance = Begin(cutAfter);
        var (parts, ids) = (new List<int[]>(), new List<int>());
        foreach (var piece in pieces)
        {
            utterance.Append(piece);
            Take(() => { });
        }

        utterance.End();
        Take(utterance.End);
        parts.Add([.. ids]);
        return parts;

        void Take(Action goOn)
        {
            ids.AddRange(utterance.Take());
            while (utterance.IsCut)
            {
                parts.Add([.. ids]);
                ids.Clear();
                utterance.BeginAnew();
                goOn();
                ids.AddRange(utterance.Take());
            }
        }
    }

    private static UtteranceTokenizer Begin(int cutAfter, bool places = false) =>
        new(Tokenizers.Official, new TextFrontendOptions { CutAfter = cutAfter }, places: places, cuts: true);

    private static string Decode(int[] ids)
    {
        var bytes = new List<byte>();
        foreach (var id in ids)
            bytes.AddRange(Tokenizers.Official.BytesOf(id));
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
