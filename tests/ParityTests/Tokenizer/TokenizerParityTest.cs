using System.Text.Json;
using Qwen3Tts.TextFrontend.Limits;
using Qwen3Tts.TextFrontend.Prompts;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.ParityTests.Tokenizer;

/// <summary>The texts of <c>tokenizer/cases.json</c>, whole and in pieces, against the official tokenizer's ids.</summary>
public sealed class TokenizerParityTest(ITestOutputHelper output)
{
    private const string Turn = "<|im_start|>assistant\n";
    private const string Instruction = "<|im_start|>user\n";
    private const string TurnEnd = "<|im_end|>\n";

    [Fact]
    public void Template_SpecialTokensInText_OfficialIds() =>
        Compare("cases", (tokenizer, text, ids) => Assert.Equal(ids, tokenizer.EncodeTemplate(text)));

    [Fact]
    public void Words_SpecialTokensInText_OfficialIdsOfPlainCharacters() => Compare("special_tokens_as_text", CompareWords);

    [Fact]
    public void Words_WithoutAddedTokens_OfficialIds() =>
        // Where a text holds no added token the two columns agree, so most texts test a caller's words too.
        Compare("cases", CompareWords, text => !text.Contains('<'));

    [Fact]
    public void Utterance_Words_OfficialSlices() => Compare(
        "cases",
        (tokenizer, text, ids) =>
        {
            var utterance = new UtteranceTokenizer(tokenizer, new TextFrontendOptions());
            var words = new List<int>();
            foreach (char unit in Between(text, Turn, TurnEnd + Turn)!)
            {
                utterance.Append([unit]);
                words.AddRange(utterance.Take());
            }

            utterance.End();
            words.AddRange(utterance.Take());
            Assert.Equal(ids[..3], utterance.Prompt!.Role);
            Assert.Equal(ids[3..^5], words);
        },
        text => Between(text, Turn, TurnEnd + Turn) is not null);

    [Fact]
    public void Utterance_ReferenceTranscript_OfficialSlices() => Compare(
        "cases",
        (tokenizer, text, ids) => Assert.Equal(ids[3..^2], Prompt(tokenizer, "", Between(text, Turn, TurnEnd)!).Reference),
        text => Between(text, Turn, TurnEnd) is not null);

    [Fact]
    public void Utterance_Instruction_OfficialIds() => Compare(
        "cases",
        (tokenizer, text, ids) => Assert.Equal(ids, Prompt(tokenizer, Between(text, Instruction, TurnEnd)!, "").Instruction),
        text => Between(text, Instruction, TurnEnd) is not null);

    private static Speech.Generation.PromptTokens Prompt(QwenTokenizer tokenizer, string instruction, string transcript)
    {
        var utterance = new UtteranceTokenizer(tokenizer, new TextFrontendOptions(), instruction, transcript);
        utterance.Append("Hello");
        utterance.End();
        return utterance.Prompt!;
    }

    private static void CompareWords(QwenTokenizer tokenizer, string text, int[] ids)
    {
        Assert.Equal(ids, tokenizer.Encode(text));

        var inPieces = new List<int>();
        IncrementalTokenizer words = tokenizer.Begin();
        foreach (char unit in text)
            words.Append([unit], inPieces);
        words.End(inPieces);
        Assert.Equal(ids, inPieces);
    }

    /// <summary>A caller's text within a template, where it holds no special token itself; else null.</summary>
    private static string? Between(string text, string before, string after) =>
        text.StartsWith(before, StringComparison.Ordinal)
        && text.EndsWith(after, StringComparison.Ordinal)
        && text.Length > before.Length + after.Length
        && text[before.Length..^after.Length] is var words
        && !words.Contains("<|", StringComparison.Ordinal)
            ? words
            : null;

    private void Compare(string column, Action<QwenTokenizer, string, int[]> compare, Func<string, bool>? which = null)
    {
        string folder = Path.Combine(GoldenSet.Root, "tokenizer");
        string file = Path.Combine(folder, "cases.json");
        Assert.SkipUnless(File.Exists(file), $"The golden set has no {file}.");
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(file));
        QwenTokenizer tokenizer = QwenTokenizer.Load(folder);
        int compared = 0;
        Assert.SkipUnless(cases.RootElement.TryGetProperty(column, out JsonElement texts), $"{file} has no {column}.");
        foreach (JsonElement one in texts.EnumerateArray())
        {
            string text = one.GetProperty("text").GetString()!;
            if (which?.Invoke(text) is false)
                continue;
            try
            {
                compare(tokenizer, text, [.. one.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())]);
            }
            catch (Xunit.Sdk.XunitException difference)
            {
                Assert.Fail($"{column}, text '{text}': {difference.Message}");
            }

            compared++;
        }

        output.WriteLine($"{column}: {compared} texts");
        Assert.SkipWhen(compared == 0, $"{file} has no such text in {column}.");
    }
}
