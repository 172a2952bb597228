using System.Text;
using CsCheck;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.UnitTests.TextFrontend.Tokenization;

public sealed class BytePairEncodingTest
{
    private static readonly BytePairEncoding s_official = new(TokenizerFiles.Read(Tokenizers.OfficialFolder));

    [Fact]
    public void SettledIds_HoweverThePreTokenGoesOn_AreItsFirst()
    {
        const string Letters = "aaaaaeeeiiooulllnnrrsstthingédαβ今天天气很好我们去公园吧的了是不カタナ가나다𠮷ग";
        Gen<string> word = Gen.OneOf(Letters.EnumerateRunes().Select(rune => rune.ToString()).ToArray()).Array[1, 24].Select(string.Concat);
        int settledIds = 0;
        foreach ((string begun, string rest) in word.Select(word).FixedSeed(2000))
        {
            string symbols = Symbols(begun);
            (IReadOnlyList<int> settled, int covered) = s_official.Settled(symbols);
            settledIds += settled.Count;

            IReadOnlyList<int> whole = s_official.Encode(Symbols(begun + rest));
            Assert.True(settled.SequenceEqual(whole.Take(settled.Count)), $"{begun}|{rest}");
            Assert.Equal(settled, s_official.Encode(symbols.AsSpan(0, covered)));
            Assert.Equal(whole.Skip(settled.Count), s_official.Encode(Symbols(begun + rest).AsSpan(covered)));
        }

        Assert.True(settledIds > 2000, $"Only {settledIds} ids were settled early.");
    }

    private static string Symbols(string text) =>
        string.Concat(Encoding.UTF8.GetBytes(text).Select(value => ByteAlphabet.Symbols[value]));
}
