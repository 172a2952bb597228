using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.Gateway.Voices.Changes;
using Qwen3Tts.Tests.Redis;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Voices;

/// <summary>The hint that the log has grown may be lost; the log is read all the same.</summary>
public sealed class LostHintTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Revocation_WhileAReplicaWasCutOff_IsReadFromTheLogWhenItComesBack()
    {
        await using var redis = new RedisServer();
        await redis.Start();
        await using var link = new SeverableLink(redis.Connection);
        await using var near = await Start(redis.Connection);
        await using var far = await Start(link.Connection);
        await near.CreateVoice("mine", "clip");
        using var call = far.Open();
        await call.Start(new SynthesizeStart { Voice = "mine" });
        await call.Text("a");
        Assert.NotNull((await call.Next())!.Started);
        Assert.NotNull((await call.Next())!.Audio);
        var lease = far.Gateway.App.Services.GetRequiredService<VoiceLease>();

        link.Cut();
        await Eventually.Until(() => lease.State is VoiceLeaseState.Stale);
        await near.Voices.RevokeVoiceAsync(new RevokeVoiceRequest { Name = "mine" }, cancellationToken: Ct);
        // Cut off it does not know, and goes on with the voice as it knew it.
        using (var still = far.Open())
            Assert.NotNull((await still.Say(new SynthesizeStart { Voice = "mine" }, "a")).Finished);
        link.Mend();

        Assert.Equal(new Status(StatusCode.PermissionDenied, "The voice 'mine' was revoked."), await call.Fail().WaitAsync(TimeSpan.FromSeconds(30), Ct));
        using var after = far.Open();
        await after.SendUntilRefused(new SynthesizeRequest { Start = new SynthesizeStart { Voice = "mine" } }, new SynthesizeRequest { Text = "a" });
        Assert.Equal(StatusCode.PermissionDenied, (await after.Fail()).StatusCode);
    }

    private static async Task<FakeFleet> Start(string connection)
    {
        var fleet = FakeFleet.Usual();
        fleet.IsExpectedFault = entry => entry.Category.StartsWith("StackExchange.Redis", StringComparison.Ordinal);
        await fleet.Start(("Redis:Connection", connection), ("Voices:StaleFor", "01:00:00"));
        return fleet;
    }
}
