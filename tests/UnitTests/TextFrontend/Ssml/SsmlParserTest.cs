using CsCheck;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.TextFrontend.Ssml;

namespace Qwen3Tts.UnitTests.TextFrontend.Ssml;

public sealed class SsmlParserTest
{
    [Theory]
    [InlineData("words", "line 1, column 1: ")]
    [InlineData("", "Root element is missing")]
    [InlineData("<speak>a", "line 1, column 9: ")]
    [InlineData("<speak>\n a <b>x</speak>", "line 2, column 10: ")]
    [InlineData("Hello.", "line 1, column 1: All text stands between <speak> and </speak>.")]
    [InlineData("<html/>", "it must be <speak>")]
    [InlineData("<speak><speak/></speak>", "stands within the document")]
    [InlineData("<!DOCTYPE speak [<!ENTITY a 'b'>]><speak>&a;</speak>", "document type declaration is not allowed")]
    [InlineData("<speak>&nbsp;</speak>", "undeclared entity 'nbsp'")]
    [InlineData("<speak><q:b/></speak>", "'q' is an undeclared prefix")]
    [InlineData("<speak>a\0b</speak>", "line 1, column 9: ")]
    [InlineData("<speak>a&#xD83D;b</speak>", "line 1, column ")]
    [InlineData("<speak><audio src='x'/></speak>", "<audio> is not supported")]
    [InlineData("<speak><break time='soon'/></speak>", "such as 500ms or 1.5s")]
    [InlineData("<speak><break strength='odd'/></speak>", "none, x-weak, weak")]
    [InlineData("<speak>\n<prosody rate='odd'>a</prosody></speak>", "SSML, line 2, column ")]
    [InlineData("<speak><mark/></speak>", "<mark> has no 'name'")]
    public void Document_ThatIsWrong_IsRefusedWithItsPlace(string document, string message)
    {
        var error = Assert.Throws<SpeechException>(() => SsmlReading.Steps(document));

        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
        Assert.StartsWith("SSML, line ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Surrogate_Alone_IsRefused() => AssertRefused("<speak>a\ud83db</speak>", "SSML, line 1, column ");

    [Fact]
    public void Tags_TenThousandNested_AreRefused() => AssertRefused(
        "<speak>" + string.Concat(Enumerable.Repeat("<p>", 10_000)), "nested more than 32 deep");

    [Fact]
    public void Attribute_TooLong_IsRefused() => AssertRefused(
        $"<speak><mark name='{new string('x', 2_000)}'/></speak>", "more than 1000 characters");

    [Fact]
    public void Attributes_TooMany_AreRefused() => AssertRefused(
        $"<speak><p {string.Concat(Enumerable.Range(0, 20).Select(i => $"a{i}='' "))}/></speak>", "16 is the limit");

    [Fact]
    public void Words_OfOneElementTooLong_AreRefused() => AssertRefused(
        $"<speak><say-as interpret-as='characters'>{new string('x', 2_000)}</say-as></speak>", "more than 1000 characters");

    [Fact]
    public void Document_TooLong_IsRefused() => AssertRefused(
        $"<speak>{new string('x', SsmlReading.MaxCharacters)}</speak>", "TextFrontend:MaxSsmlCharacters");

    [Fact]
    public void Document_OfAnything_EndsInStepsOrInARefusal()
    {
        string[] parts =
        [
            "<speak>", "</speak>", "<p>", "</p>", "<break time='1s'/>", "<prosody rate='", "fast'>", "</prosody>", "<![CDATA[", "]]>", "<!--", "-->",
            "<?x?>", "&amp;", "&#0;", "&#xD800;", "&", "<", ">", "'", "words ", "\0", "\ud800", "\u202e", "😀", "<say-as interpret-as='date'>", "</say-as>",
        ];
        Gen.Int[0, parts.Length - 1].Select(part => parts[part]).Array[0, 30].Sample(
            pieces =>
            {
                string? line = null;
                try
                {
                    line = SsmlReading.Line(pieces.Prepend("<speak>").Append("</speak>"));
                }
                catch (SpeechException error)
                {
                    return error.Kind is SpeechErrorKind.Invalid;
                }

                return line.Length >= 0;
            },
            iter: 3_000);
    }

    private static void AssertRefused(string document, string message) =>
        Assert.Contains(message, Assert.Throws<SpeechException>(() => SsmlReading.Steps(document.Chunk(97).Select(piece => new string(piece)))).Message, StringComparison.Ordinal);
}
