using CsCheck;
using Qwen3Tts.TextFrontend.Markup;
using Qwen3Tts.UnitTests.TextFrontend.Ssml;

namespace Qwen3Tts.UnitTests.TextFrontend.Markup;

public sealed class PauseMarkersTest
{
    private static readonly string[] s_parts = ["One", " ", "[pause]", "[pause 20ms]", "[pau", "...", ".", "…", "—", "\n", "two", "世界", "!", ")", "[1]"];

    [Theory]
    [InlineData("One [pause 500ms] two.", "One,[500ms r1 p0 v0] two.")]
    [InlineData("One.[PAUSE 1.5s]Two", "One.[1500ms r1 p0 v0]Two")]
    [InlineData("One [pause: 2 s] [pause=250ms] two", "One,[2250ms r1 p0 v0] two")]
    [InlineData("Well… I", "Well…[400ms r1 p0 v0] I")]
    [InlineData("Well... I", "Well…[400ms r1 p0 v0] I")]
    [InlineData("Well....", "Well…[400ms r1 p0 v0]")]
    [InlineData("Wait—what?", "Wait,[200ms r1 p0 v0]what?")]
    [InlineData("Wait — what?", "Wait,[200ms r1 p0 v0] what?")]
    [InlineData("(Wait …)! What", "(Wait …)![400ms r1 p0 v0] What")]
    [InlineData("[pause] One", "[500ms r1 p0 v0]One")]
    [InlineData("One [pause]", "One,[500ms r1 p0 v0]")]
    [InlineData("你好[pause 100ms]世界", "你好，[100ms r1 p0 v0]世界")]
    [InlineData("One [pause 99s] two", "!One,[10000ms r1 p0 v0] two")]
    [InlineData("One [pause soon] two", "!One [pause soon] two")]
    [InlineData("[pause", "[pause")]
    [InlineData("[paused for a long while, and then gone on]", "[paused for a long while, and then gone on]")]
    [InlineData("Line 3.14 [1].. \n\n# a — b", "Line 3.14 [1].. \n\n# a,[200ms r1 p0 v0] b")]
    public void Text_WithMarkers_BecomesItsSteps(string text, string line) => Assert.Equal(line, Line([text]));

    [Fact]
    public void Text_SplitAnywhere_IsTheWhole() =>
        Gen.Select(Gen.Int[0, s_parts.Length - 1].Array[0, 12].Select(parts => string.Concat(parts.Select(part => s_parts[part]))), Gen.Int[0, 80].Array[0, 6])
            .Sample((text, cuts) =>
            {
                int[] places = [0, .. cuts.Select(cut => Math.Min(cut, text.Length)).Order(), text.Length];
                Assert.Equal(Line([text]), Line(places.Zip(places.Skip(1), (from, to) => text[from..to])));
            });

    [Fact]
    public void Markers_ThatAreOpen_AreReadAsTextWhereItIsFlushed()
    {
        var markers = new PauseMarkers();

        var before = markers.Append("One [pau");
        var after = markers.Flush();

        Assert.Equal("One", SsmlReading.Line([.. before]));
        Assert.Equal(" [pau", SsmlReading.Line([.. after]));
    }

    private static string Line(IEnumerable<string> pieces)
    {
        var (markers, steps) = (new PauseMarkers(), new List<ScriptStep>());
        foreach (var piece in pieces)
            steps.AddRange(markers.Append(piece));
        steps.AddRange(markers.End());
        return SsmlReading.Line(steps);
    }
}
