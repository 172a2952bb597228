using CsCheck;
using Qwen3Tts.TextFrontend.Ssml;

namespace Qwen3Tts.UnitTests.TextFrontend.Ssml;

public sealed class SsmlScriptTest
{
    private const string Everything =
        """
        <?xml version="1.0"?>
        <speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">
          <p>Good   morning<mark name="a"/>, &amp; wel&#x63;ome😀</p><s>Two</s>
          I wait <break time="1.5s"/><mark name='b'/> here <prosody rate="80%" pitch="+2st" volume="-3dB">and <emphasis>here</emphasis></prosody>.
          <say-as interpret-as="characters">AB1</say-as> <sub alias="World Wide Web">WWW</sub> <foo>odd</foo>
          <mstts:express-as style="sad">Oh<break strength="weak"/>no</mstts:express-as><![CDATA[ a<b ]]> 你好<break time="10ms"/>世界
        </speak>
        """;

    [Fact]
    public void Document_WithEverything_BecomesItsSteps() => Assert.Equal(
        "Good morning,<a> & welcome😀 Two. I wait,[1500ms r1 p0 v0]<b> here,[0ms r0.8 p2 v-3] and,[0ms r0.72 p3 v0] here.[0ms r1 p0 v0] "
        + "A B one World Wide Web! odd,[0ms r1 p0 v0 sad] Oh,[250ms r1 p0 v0 sad] no,[0ms r1 p0 v0] a<b 你好，[10ms r1 p0 v0]世界",
        SsmlReading.Line(Everything));

    [Fact]
    public void Document_SplitAnywhere_IsTheWhole()
    {
        var whole = SsmlReading.Line(Everything);

        Gen.Int[0, Everything.Length].Array[0, 8].Sample(cuts => SsmlReading.Line(Pieces(Everything, cuts)) == whole, iter: 300);
        Assert.Equal(whole, SsmlReading.Line(Everything.Select(character => character.ToString())));
    }

    [Fact]
    public void Words_OfAnOpenDocument_ComeOutAtOnce()
    {
        var parser = new SsmlParser(1000);
        parser.Append("<speak>Hel");

        var events = parser.Append("lo there ");

        Assert.StartsWith("llo there", string.Concat(events.OfType<SsmlEvent.Text>().Select(text => text.Words)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a<break/>b", "a,[500ms r1 p0 v0] b")]
    [InlineData("a.<break time='250ms'/>b", "a.[250ms r1 p0 v0] b")]
    [InlineData("a <break time='0.2s'/> <break time='300ms'/> b", "a,[500ms r1 p0 v0] b")]
    [InlineData("a<break/>, b<break/> !", "a,[500ms r1 p0 v0] b![500ms r1 p0 v0]")]
    [InlineData("a <prosody rate='2'>b</prosody> .", "a,[0ms r2 p0 v0] b.")]
    [InlineData("a<mark name='m'/><break/><mark name='n'/>b", "a,<m>[500ms r1 p0 v0]<n> b")]
    [InlineData("<break time='1s'/>a", "[1000ms r1 p0 v0]a")]
    [InlineData("a<break time='1s'/>", "a,[1000ms r1 p0 v0]")]
    [InlineData("a<break strength='none'/>b", "a b")]
    [InlineData("a<break time='99s'/>b", "a!,[10000ms r1 p0 v0] b")]
    [InlineData("<s>a</s><s>b?</s>c", "a. b? c")]
    [InlineData("<prosody rate='fast'>a</prosody>", "[0ms r1.35 p0 v0]a")]
    [InlineData("<prosody rate='+20%'>a</prosody>", "[0ms r1.2 p0 v0]a")]
    [InlineData("<prosody rate='1.2' pitch='-10%' volume='loud'>a</prosody>", "[0ms r1.2 p-1.82 v4]a")]
    [InlineData("<prosody rate='9'>a</prosody>", "![0ms r2 p0 v0]a")]
    [InlineData("<prosody pitch='+200Hz' contour='(0%,+20Hz)'>a</prosody>", "!!a")]
    [InlineData("<prosody volume='50'>a</prosody>", "[0ms r1 p0 v-6.02]a")]
    [InlineData("<emphasis level='reduced'>a</emphasis>", "[0ms r1.1 p-0.5 v-3]a")]
    [InlineData("<say-as interpret-as='telephone'>+1 23</say-as>", "+ one two three")]
    [InlineData("<say-as interpret-as='date' format='mdy'>1/2</say-as>", "January second")]
    [InlineData("<say-as interpret-as='ordinal'>word</say-as>", "!word")]
    [InlineData("<phoneme alphabet='ipa' ph='təˈmeɪtoʊ'>tomato</phoneme>", "tuhmaytoh")]
    [InlineData("<phoneme alphabet='ipa' ph='☃'>word</phoneme>", "!word")]
    [InlineData("<voice gender='male'>word</voice>", "!word")]
    [InlineData("<voice name='x'>one</voice> two", "[0ms r1 p0 v0 by x]one.[0ms r1 p0 v0] two")]
    [InlineData("<voice name='x'>one <voice name='y z'>two</voice><voice>three</voice></voice>", "[0ms r1 p0 v0 by x]one.[0ms r1 p0 v0 by y z] two!.[0ms r1 p0 v0 by x] three")]
    [InlineData("<metadata>no <b>no</b></metadata>word", "word")]
    [InlineData("<!-- no --><lang xml:lang='de'>word</lang>", "word")]
    public void Element_Alone_BecomesItsSteps(string inside, string line) =>
        Assert.Equal(line, SsmlReading.Line($"<speak>{inside}</speak>"));

    [Theory]
    [InlineData("a <emphasis>b</emphasis>, c.", "a(r0.9 p1 v3) b,(r1 p0 v0) c.")]
    [InlineData("a <prosody rate='2'>b <prosody pitch='+1st'>c</prosody></prosody>", "a(r2 p0 v0) b(r2 p1 v0) c")]
    [InlineData("<emphasis>a</emphasis> b", "[0ms r0.9 p1 v3]a(r1 p0 v0) b")]
    [InlineData("a<break time='1s'/><emphasis>b</emphasis>", "a,[1000ms r0.9 p1 v3] b")]
    [InlineData("a <express-as style='sad'>b</express-as>", "a,[0ms r1 p0 v0 sad] b")]
    [InlineData("a <mark name='m'/><emphasis>b</emphasis>", "a(r0.9 p1 v3)<m> b")]
    [InlineData("<s>a</s><s><emphasis>b</emphasis></s>", "a.(r0.9 p1 v3) b.")]
    public void Prosody_ThatMayTurnBetweenWords_PartsNothing(string inside, string line) =>
        Assert.Equal(line, SsmlReading.Line(SsmlReading.Steps(turns: true, [$"<speak>{inside}</speak>"])));

    private static IEnumerable<string> Pieces(string text, int[] cuts)
    {
        int[] places = [0, .. cuts.Order(), text.Length];
        return places.Zip(places.Skip(1), (from, to) => text[from..to]);
    }
}
