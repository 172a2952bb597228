using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Gateway.Voices.Changes;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Tests.Redis;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Voices;

public sealed class RevocationTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Voice_RevokedOrDeleted_StopsMidUtteranceOnEveryReplica(bool revoke)
    {
        await using var redis = new RedisServer();
        await redis.Start();
        await using var one = await Start(redis);
        await using var two = await Start(redis);
        await one.CreateVoice("mine", "clip");
        using var here = await Speaking(one);
        using var there = await Speaking(two);

        if (revoke)
            await one.Voices.RevokeVoiceAsync(new RevokeVoiceRequest { Name = "mine" }, cancellationToken: Ct);
        else
            await one.Voices.DeleteVoiceAsync(new DeleteVoiceRequest { Name = "mine" }, cancellationToken: Ct);

        var denied = new Status(StatusCode.PermissionDenied, $"The voice 'mine' was {(revoke ? "revoked" : "deleted")}.");
        Assert.Equal(denied, await End(here));
        Assert.Equal(denied, await End(there));
        Assert.Equal(revoke ? StatusCode.PermissionDenied : StatusCode.NotFound, (await Refused(two)).StatusCode);
    }

    [Fact]
    public async Task Voice_RevokedInMemory_StopsMidUtterance()
    {
        await using var fleet = await FakeFleet.StartUsual();
        await fleet.CreateVoice("mine", "clip");
        using var call = await Speaking(fleet);

        await fleet.Voices.RevokeVoiceAsync(new RevokeVoiceRequest { Name = "mine" }, cancellationToken: Ct);

        Assert.Equal(new Status(StatusCode.PermissionDenied, "The voice 'mine' was revoked."), await End(call));
    }

    [Fact]
    public async Task Redis_Wiped_EndsWhatSpeaksWithVoicesThatAreGone()
    {
        await using var redis = new RedisServer();
        await redis.Start();
        await using var fleet = await Start(redis);
        await fleet.CreateVoice("mine", "clip");
        using var call = await Speaking(fleet);

        await redis.Do("FLUSHALL");

        Assert.Equal(StatusCode.PermissionDenied, (await End(call)).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Refused(fleet)).StatusCode);
        Assert.Contains(fleet.Gateway.Log.Entries, entry => entry.Text.Contains("Redis was wiped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Redis_PausedForLongerThanTheSetting_EndsSpeech_AndServesAgainAfter()
    {
        await using var redis = new RedisServer();
        await redis.Start();
        await using var fleet = await Start(redis, ("Voices:StaleFor", "00:00:00"));
        await fleet.CreateVoice("mine", "clip");
        using var call = await Speaking(fleet);

        await redis.Pause();
        try
        {
            Assert.Equal(StatusCode.Unavailable, (await End(call)).StatusCode);
            Assert.Equal(StatusCode.Unavailable, (await Refused(fleet)).StatusCode);
        }
        finally
        {
            await redis.Resume();
        }
    }

    [Theory]
    [InlineData("min-replicas-to-write", "1", StatusCode.Unavailable)]
    [InlineData("maxmemory", "1", StatusCode.ResourceExhausted)]
    public async Task Redis_ThatTakesNoWrites_LeavesSpeechAndChangesNothing(string setting, string value, StatusCode expected)
    {
        await using var redis = new RedisServer();
        await redis.Start();
        await using var fleet = await Start(redis);
        var before = await fleet.CreateVoice("mine", "clip");
        await redis.Do("CONFIG", "SET", setting, value);

        foreach (var write in new Func<Task>[]
        {
            () => fleet.CreateVoice("another", "clip"),
            () => fleet.Voices.RevokeVoiceAsync(new RevokeVoiceRequest { Name = "mine" }, cancellationToken: Ct).ResponseAsync,
            () => fleet.Voices.DeleteVoiceAsync(new DeleteVoiceRequest { Name = "mine" }, cancellationToken: Ct).ResponseAsync,
            () => fleet.Voices.UpdateVoiceAsync(new UpdateVoiceRequest { Name = "mine", Description = "new" }, cancellationToken: Ct).ResponseAsync,
        })
        {
            var status = (await Assert.ThrowsAsync<RpcException>(write)).Status;
            Assert.Equal(expected, status.StatusCode);
            Assert.Contains("nothing was changed", status.Detail, StringComparison.Ordinal);
        }

        Assert.Equal(before, await fleet.Voices.GetVoiceAsync(new GetVoiceRequest { Name = "mine" }, cancellationToken: Ct));
        Assert.Equal(3, (await fleet.Voices.ListVoicesAsync(new ListVoicesRequest(), cancellationToken: Ct)).Voices.Count);
        using var call = fleet.Open();
        Assert.NotNull((await call.Say(new SynthesizeStart { Voice = "mine" }, "a")).Finished);
    }

    [Fact]
    public async Task Update_OfAnOldRevision_IsAborted_AndOneOfTheTranscriptIsHeldAgainstTheClip()
    {
        await using var fleet = await FakeFleet.StartUsual();
        await fleet.CreateVoice("mine", "clip");

        var changed = await fleet.Voices.UpdateVoiceAsync(
            new UpdateVoiceRequest { Name = "mine", Revision = 1, Transcript = "words", Description = "me" }, cancellationToken: Ct);
        var late = await Assert.ThrowsAsync<RpcException>(async () => await fleet.Voices.UpdateVoiceAsync(
            new UpdateVoiceRequest { Name = "mine", Revision = 1, Description = "you" }, cancellationToken: Ct));

        Assert.Equal((2ul, "me", true), (changed.Revision, changed.Description, changed.HasTranscript));
        Assert.Equal("Heard: words", changed.Preparation.Findings.Single().Message);
        Assert.Equal(StatusCode.Aborted, late.StatusCode);
        Assert.Equal(changed, await fleet.Voices.GetVoiceAsync(new GetVoiceRequest { Name = "mine" }, cancellationToken: Ct));
    }

    [Fact]
    public async Task Clip_SentToTwoReplicasAtOnce_IsEmbeddedOnce()
    {
        await using var redis = new RedisServer();
        await redis.Start();
        await using var one = await Start(redis);
        await using var two = await Start(redis);

        await Task.WhenAll(one.CreateVoice("a", "clip"), two.CreateVoice("b", "clip"));

        Assert.Equal(1, one.SpeakerEmbedding.Starts.Count + two.SpeakerEmbedding.Starts.Count);
    }

    [Fact]
    public async Task Embedding_OfARevokedVoice_IsFoundOnNoReplica()
    {
        await using var redis = new RedisServer();
        await redis.Start();
        await using var one = await Start(redis);
        await using var two = await Start(redis);
        await one.CreateVoice("mine", "clip");
        var tenant = new Tenant("local");
        var store = two.Gateway.App.Services.GetRequiredService<IVoiceStore>();
        var voice = (await store.FindAsync(tenant, "mine", Ct))!;
        var use = new VoiceUse(tenant, voice, "nano", new EmbeddingKey("family of nano", WithCodes: true), CodecGroups: 2);
        var embeddings = two.Gateway.App.Services.GetRequiredService<VoiceEmbeddings>();
        Assert.Equal((await embeddings.GetAsync(use, Ct)).XVector, (await embeddings.GetAsync(use, Ct)).XVector);
        Assert.Single(two.SpeakerEmbedding.Starts);

        await one.Voices.RevokeVoiceAsync(new RevokeVoiceRequest { Name = "mine" }, cancellationToken: Ct);
        await two.Gateway.App.Services.GetRequiredService<VoiceLogFollower>().CatchUpAsync(Ct);

        Assert.Equal(SpeechErrorKind.NotFound, (await Assert.ThrowsAsync<SpeechException>(() => embeddings.GetAsync(use, Ct))).Kind);
    }

    [Fact]
    public async Task Clip_OfWhichNoVoiceCame_IsNotShared()
    {
        await using var fleet = await FakeFleet.StartUsual(("Voices:MaxPerTenant", "1"));
        fleet.SpeakerEmbedding.OnEmbed = async _ =>
        {
            // Another takes the last place while the clip is embedded.
            fleet.SpeakerEmbedding.OnEmbed = _ => Task.CompletedTask;
            await fleet.CreateVoice("first", "another clip");
        };
        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => fleet.CreateVoice("mine", "clip"))).StatusCode);
        await fleet.Voices.DeleteVoiceAsync(new DeleteVoiceRequest { Name = "first" }, cancellationToken: Ct);

        await fleet.CreateVoice("mine", "clip");

        Assert.Equal(3, fleet.SpeakerEmbedding.Starts.Count);
    }

    private static async Task<FakeFleet> Start(RedisServer redis, params (string Key, string Value)[] settings)
    {
        var fleet = FakeFleet.Usual();
        fleet.IsExpectedFault = entry => entry.Category.StartsWith("StackExchange.Redis", StringComparison.Ordinal)
            || entry.Text.Contains("Redis was wiped", StringComparison.Ordinal);
        await fleet.Start([("Redis:Connection", redis.Connection), .. settings]);
        return fleet;
    }

    private static async Task<SpeechCall> Speaking(FakeFleet fleet)
    {
        var call = fleet.Open();
        await call.Start(new SynthesizeStart { Voice = "mine" });
        await call.Text("a");
        Assert.NotNull((await call.Next())!.Started);
        Assert.NotNull((await call.Next())!.Audio);
        return call;
    }

    // The client has not ended its text: only the server can end the call.
    private static Task<Status> End(SpeechCall call) => call.Fail().WaitAsync(TimeSpan.FromSeconds(20), Ct);

    private static async Task<Status> Refused(FakeFleet fleet)
    {
        using var call = fleet.Open();
        await call.Start(new SynthesizeStart { Voice = "mine" });
        return await call.Fail();
    }
}
