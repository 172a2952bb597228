using System.Text.Json;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.ParityTests.Tokenizer;

/// <summary>The texts of <c>tokenizer/cases.json</c>, whole and in pieces, against the official tokenizer's ids.</summary>
public sealed class TokenizerParityTests(ITestOutputHelper output)
{
    private const string Folder = "tokenizer";

    [Fact]
    public void Template_SpecialTokensInText_OfficialIds() => Compare("cases", (tokenizer, text) => tokenizer.EncodeTemplate(text));

    [Fact]
    public void Words_SpecialTokensInText_OfficialIdsOfPlainCharacters() =>
        Compare("special_tokens_as_text", (tokenizer, text) => tokenizer.Encode(text));

    [Fact]
    public void Words_OneUtf16UnitAPiece_OfficialIdsOfPlainCharacters() => Compare("special_tokens_as_text", EncodeByUnit);

    [Fact]
    public void Words_WithoutAddedTokens_OfficialIdsOfTheTemplateColumn()
    {
        // Where a text holds no added token the two columns agree, so that most texts test a caller's words too.
        int compared = Compare("cases", EncodeByUnit, text => !text.Contains('<'));
        Assert.True(compared > 0);
    }

    private static int[] EncodeByUnit(QwenTokenizer tokenizer, string text)
    {
        var ids = new List<int>();
        IncrementalTokenizer words = tokenizer.Begin();
        foreach (char unit in text)
            words.Append([unit], ids);
        words.End(ids);
        return [.. ids];
    }

    private int Compare(string column, Func<QwenTokenizer, string, int[]> encode, Func<string, bool>? which = null)
    {
        string file = GoldenSet.Cases(Folder, "cases.json").FirstOrDefault() ?? "";
        Assert.SkipWhen(file.Length == 0, $"The golden set has no {Folder}/cases.json.");
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(file));
        QwenTokenizer tokenizer = QwenTokenizer.Load(Path.Combine(GoldenSet.Root, Folder));
        int compared = 0;
        foreach (JsonElement one in cases.RootElement.GetProperty(column).EnumerateArray())
        {
            string text = one.GetProperty("text").GetString()!;
            if (which?.Invoke(text) is false)
                continue;
            int[] official = [.. one.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            Assert.True(official.SequenceEqual(encode(tokenizer, text)), $"{column}: '{text}'");
            compared++;
        }

        output.WriteLine($"{column}: {compared} texts");
        Assert.True(compared > 0, $"{file} has no texts in {column}.");
        return compared;
    }
}
