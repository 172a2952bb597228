using System.Text;
using System.Text.Json;
using CsCheck;
using Qwen3Tts.UnitTests.Architecture;

namespace Qwen3Tts.UnitTests.TextFrontend;

/// <summary>Texts to tokenise and ways to cut them, from fixed seeds.</summary>
internal static class Texts
{
    private static readonly string[] s_words =
    [
        "Hello", "world", "HelloWorld", "antidisestablishmentarianism", "don't", "we'LL", "'re", "'Ve", "'\u017ft", "'r", "'l", "it's",
        "naïve", "re\u0301sume\u0301", "Straße", "3.14", "²½Ⅷ", "１２３", "#include", "##", "!!!", "...", "？！", "—", "$5", "_", "<", "=",
        "今天天气很好", "我们去公园吧", "世界", "東京タワー", "カ\u3099", "한국어", "\u1112\u1161\u11ab", "Привет", "हिन्दी", "ไทย", "العربية",
        "👍🏽", "👨‍👩‍👧", "𝐇𝐞𝐥𝐥𝐨", "𠮷野家", "<think>", "</think>", "<tool_call>", "<thi", "<|im_start|>", "<|im_end|>", "\u2126", "\u0958",
    ];

    private static readonly string[] s_spaces =
        [" ", " ", " ", "  ", "   ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u3000", "\u2000", " \n", "\n ", " \n \n", "\u0085", "\u2028"];

    private static readonly string[] s_marks =
        ["\u0301", "\u0308", "\u0323", "\u0327", "\u3099", "\u0338", "\u093c", "\u0e48", "\u1161", "\u11a8", "\u200d", "\ufe0f", "\U0001D165"];

    private static readonly string[] s_halves = ["\ud83d", "\ude00", "\ud835", "\udc07"];

    /// <summary>Words, spaces, marks, lone surrogates and any character, in any order.</summary>
    public static Gen<string> Any { get; } = Gen.Frequency(
        (5, Gen.OneOf(s_words)),
        (4, Gen.OneOf(s_spaces)),
        (2, Gen.OneOf(s_marks)),
        (1, Gen.OneOf(s_halves)),
        (2, Gen.Int[1, 0x2FFFF].Where(Rune.IsValid).Select(value => new Rune(value).ToString())))
        .Array[0, 16].Select(string.Concat);

    /// <summary>The texts of the golden tokenizer cases.</summary>
    public static IReadOnlyList<string> Golden { get; } = ReadGolden();

    /// <summary>The values of <paramref name="gen"/> that a fixed seed gives: the same in every run.</summary>
    public static IEnumerable<T> FixedSeed<T>(this Gen<T> gen, int count, ulong seed = 20)
    {
        var random = new PCG(1, seed);
        for (int i = 0; i < count; i++)
            yield return gen.Generate(random, null, out _);
    }

    /// <summary>A text cut into pieces of 0 to 7 UTF-16 units.</summary>
    public static IEnumerable<string> Split(string text, Random random)
    {
        for (int start = 0; start < text.Length;)
        {
            int length = Math.Min(random.Next(8), text.Length - start);
            yield return text.Substring(start, length);
            start += length;
        }
    }

    private static List<string> ReadGolden()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Sources.Root, "tests", "golden", "tokenizer", "cases.json"));
        using JsonDocument cases = JsonDocument.Parse(file);
        return [.. cases.RootElement.GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("text").GetString()!)];
    }
}
