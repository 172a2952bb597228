using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Output;
using Qwen3Tts.Gateway.Provenance;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Gateway.Provenance;

public sealed class WatermarkSearchTest
{
    [Fact]
    public void Places_AreBounded_AndGivenBackOnce()
    {
        var marks = new Watermarks(Options.Create(new WatermarkOptions { Key = "00112233445566778899aabbccddeeff" }), new CountedNumbers());
        var search = new WatermarkSearch(marks, Options.Create(new ProvenanceOptions { MaxDetections = 2 }));
        var first = search.Enter();
        using var second = search.Enter();

        var refused = Assert.Throws<SpeechException>(() => search.Enter());
        first.Dispose();
        first.Dispose();
        using var third = search.Enter();

        Assert.Equal(SpeechErrorKind.Exhausted, refused.Kind);
        Assert.Contains("Provenance:MaxDetections", refused.Message, StringComparison.Ordinal);
        Assert.Throws<SpeechException>(() => search.Enter());
    }
}
