using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Cli.Load;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.UnitTests.Cli.Load;

public sealed class TextTokensTest
{
    private static readonly QwenTokenizer Tokenizer = QwenTokenizer.Load(EmbeddedCheckpoint.Folder);

    public static TheoryData<string> Texts => [.. BuiltInTexts.All, "unbelievable", "  two  spaces ", "naïve 👩‍👩‍👧 日本語です。"];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Pieces_AreTheText_AndNoMoreThanItsTokens(string text)
    {
        var pieces = new TextTokens(Tokenizer).Split(text);

        Assert.Equal(text, string.Concat(pieces));
        Assert.All(pieces, Assert.NotEmpty);
        Assert.InRange(pieces.Count, 1, Tokenizer.Encode(text).Length);
    }

    [Fact]
    public void BuiltInTexts_HaveAsManyPiecesAsTokens() =>
        Assert.All(BuiltInTexts.All, text => Assert.Equal(Tokenizer.Encode(text).Length, new TextTokens(Tokenizer).Split(text).Count));

    [Fact]
    public void Emoji_StaysWhole() => Assert.Contains("👩‍👩‍👧", string.Join('|', new TextTokens(Tokenizer).Split("a 👩‍👩‍👧 b")), StringComparison.Ordinal);
}
