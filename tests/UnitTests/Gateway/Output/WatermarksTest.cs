using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Output;
using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.UnitTests.Gateway.Output;

public sealed class WatermarksTest
{
    private static readonly Tenant Other = new("other");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Payload_NamesOperatorVoiceAndAnotherUtteranceEachTime()
    {
        var marks = Of(new WatermarkOptions { Key = "00112233445566778899aabbccddeeff", Operator = 7 });

        var first = (await marks.NextAsync(Tenant.Local, "a", Ct))!.Value;
        var second = (await marks.NextAsync(Tenant.Local, "a", Ct))!.Value;
        var otherVoice = (await marks.NextAsync(Tenant.Local, "b", Ct))!.Value;
        var otherTenant = (await marks.NextAsync(Other, "a", Ct))!.Value;

        Assert.Equal(7, first.Operator);
        Assert.Equal(first.Voice, second.Voice);
        Assert.NotEqual(first.Utterance, second.Utterance);
        Assert.NotEqual(first.Voice, otherVoice.Voice);
        Assert.NotEqual(first.Voice, otherTenant.Voice);
    }

    [Fact]
    public async Task SwitchedOff_GivesNone()
    {
        var marks = Of(new WatermarkOptions { Enabled = false });

        Assert.Null(await marks.NextAsync(Tenant.Local, "a", Ct));
        Assert.Null(marks.Embedder(null));
    }

    private static Watermarks Of(WatermarkOptions options) => new(Options.Create(options), new CountedNumbers());
}
