using Grpc.Core;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Admission;

public sealed class AdmissionTest
{
    private static readonly SynthesizeStart Joe = new() { Voice = "joe" };

    [Fact]
    public async Task Utterance_WhereAllPlacesAreTaken_IsRefusedAtTheDoor()
    {
        await using var fleet = await FakeFleet.StartUsual(("Gateway:MaxUtterances", "2"));
        using var first = fleet.Open();
        using var second = fleet.Open();
        foreach (var call in new[] { first, second })
        {
            await call.Start(Joe);
            Assert.NotNull((await call.Next())!.Started);
        }

        // It has sent nothing, not even a start.
        using var third = fleet.Open();
        var status = await third.Fail();

        Assert.Equal(
            new Status(StatusCode.ResourceExhausted, "2 utterances are being spoken, as many as Gateway:MaxUtterances allows; try again later."), status);
    }

    [Fact]
    public async Task Place_OfAnUtteranceThatHasEnded_IsFree()
    {
        await using var fleet = await FakeFleet.StartUsual(("Gateway:MaxUtterances", "1"));

        for (var i = 0; i < 3; i++)
        {
            using var call = fleet.Open();
            Assert.NotNull((await call.Say(Joe, "a")).Finished);
        }
    }

    [Fact]
    public async Task Place_OfAnUtteranceThatWasRefused_IsFree()
    {
        await using var fleet = await FakeFleet.StartUsual(("Gateway:MaxUtterances", "1"));
        using var refused = fleet.Open();
        await refused.Start(new SynthesizeStart { Voice = "nobody" });
        Assert.Equal(StatusCode.NotFound, (await refused.Fail()).StatusCode);

        using var call = fleet.Open();
        Assert.NotNull((await call.Say(Joe, "a")).Finished);
    }

    [Fact]
    public async Task Place_OfAClientThatWentAway_IsFree()
    {
        await using var fleet = await FakeFleet.StartUsual(("Gateway:MaxUtterances", "1"));
        using (var leaving = fleet.Open())
        {
            await leaving.Start(Joe);
            Assert.NotNull((await leaving.Next())!.Started);
        }

        await fleet.Gateway.Probe.Ended;
        using var call = fleet.Open();
        Assert.NotNull((await call.Say(Joe, "a")).Finished);
    }
}
