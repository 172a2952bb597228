using Google.Rpc;
using Grpc.Core;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;
using Status = Grpc.Core.Status;

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

    [Fact]
    public async Task Refusal_SaysWhenToTryAgain()
    {
        await using var fleet = await FakeFleet.StartUsual(("Gateway:MaxUtterances", "1"), ("Gateway:RetryAfter", "00:00:02.5"));
        using var first = fleet.Open();
        await first.Start(Joe);
        Assert.NotNull((await first.Next())!.Started);

        using var second = fleet.Open();
        var error = await Assert.ThrowsAsync<RpcException>(second.Next);

        Assert.Equal(TimeSpan.FromSeconds(2.5), error.GetRpcStatus()!.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan());
    }

    [Fact]
    public async Task SilentClient_LosesItsPlace()
    {
        await using var fleet = await FakeFleet.StartUsual(("Gateway:MaxUtterances", "1"), ("Gateway:TextIdle", "00:00:00.010"));

        // One after the other: the second is not refused for want of a place.
        for (var i = 0; i < 2; i++)
        {
            using var silent = fleet.Open();
            Assert.Equal(
                new Status(StatusCode.DeadlineExceeded, "Nothing has come for 0.01 s; send text within that time, or end it (Gateway:TextIdle)."),
                await silent.Fail());
        }
    }
}
