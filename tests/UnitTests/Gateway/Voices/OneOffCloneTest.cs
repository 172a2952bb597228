using Google.Protobuf;
using Grpc.Core;
using Qwen3Tts.Gateway.Consent.Verification;
using Qwen3Tts.Tests.Redis;
using Qwen3Tts.UnitTests.Gateway.Consent;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Voices;

/// <summary>A clip that comes with the request is cloned for it alone, by the rules of enrolment.</summary>
public sealed class OneOffCloneTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clip_WithoutConsent_IsDeniedAndToldHow_AndNotEmbedded()
    {
        await using var fleet = await ConsentCalls.Strict(0.02, Verdict.Verified);

        var status = await Refused(fleet, Clip(""));

        Assert.Equal(StatusCode.PermissionDenied, status.StatusCode);
        Assert.Contains("Consents.RequestConsent", status.Detail, StringComparison.Ordinal);
        Assert.Contains("x-qwen3tts-consent", status.Detail, StringComparison.Ordinal);
        Assert.Empty(fleet.SpeakerEmbedding.Starts);
    }

    [Fact]
    public async Task Clip_WithConsent_IsSpokenWith_EmbeddedOnce_RegisteredNowhere_AndEachUseRecorded()
    {
        await using var fleet = await ConsentCalls.Strict(
            0.02, Verdict.Verified, null, ("Watermark:Enabled", "true"), ("Watermark:Key", "00112233445566778899aabbccddeeff"));
        var id = await Consent(fleet);
        var embedded = fleet.SpeakerEmbedding.Starts.Count;
        var before = await fleet.Operations().VerifyAuditAsync(new VerifyAuditRequest(), cancellationToken: Ct);

        using var field = fleet.Open();
        var first = await field.Say(Clip(id), "a");
        using var metadata = new SpeechCall(fleet.Speech.Synthesize(new Metadata { { "x-qwen3tts-consent", id } }, cancellationToken: Ct));
        var second = await metadata.Say(Clip(""), "a");

        Assert.Equal(new VoiceGrant { ConsentId = id, SpeakerVerified = true, PhraseVerified = true }, first.Started!.Grant);
        Assert.Equal(first.Started.Grant, second.Started!.Grant);
        Assert.Equal(Mode.CloneXVector, first.Started.Mode);
        Assert.Equal([ConsentCalls.Sample.Length, (float)'a'], fleet.TokenGenerator.Starts.First().XVector);
        Assert.Equal(embedded + 1, fleet.SpeakerEmbedding.Starts.Count);
        Assert.Equal(["joe", "oskar"], (await fleet.Voices.ListVoicesAsync(new ListVoicesRequest(), cancellationToken: Ct)).Voices.Select(voice => voice.Name));
        var after = await fleet.Operations().VerifyAuditAsync(new VerifyAuditRequest(), cancellationToken: Ct);
        Assert.Equal((true, before.Entries + 2), (after.Intact, after.Entries));
        var found = await new V1.Provenance.ProvenanceClient(fleet.Gateway.Channel)
            .FindUtterancesAsync(new FindUtterancesRequest { Payload = first.Started.WatermarkPayload }, cancellationToken: Ct);
        Assert.Equal((id, "(clip)"), (found.Utterances.Single().ConsentId, found.Utterances.Single().Voice));
    }

    [Fact]
    public async Task Clip_OfAnotherThanWhoConsents_IsDeniedAndNotKept()
    {
        await using var fleet = await ConsentCalls.Strict(0.02, Verdict.Verified);
        var id = await Consent(fleet);
        var embedded = fleet.SpeakerEmbedding.Starts.Count;

        foreach (var _ in Enumerable.Range(0, 2))
            Assert.Contains("does not sound like", (await Refused(fleet, Clip(id, ConsentCalls.Stranger))).Detail, StringComparison.Ordinal);

        Assert.Equal(embedded + 2, fleet.SpeakerEmbedding.Starts.Count);
        Assert.Empty(fleet.TokenGenerator.Starts);
    }

    [Fact]
    public async Task Clip_ThatNobodyCanVerify_MustBeTheOneThatTheOperatorHeard()
    {
        await using var fleet = await ConsentCalls.Strict(null, Verdict.Verified);
        var id = await Consent(fleet);
        Assert.Contains("waits for the operator", (await Refused(fleet, Clip(id))).Detail, StringComparison.Ordinal);
        await fleet.Operations().DecideConsentAsync(new DecideConsentRequest { Id = id, Grant = true }, cancellationToken: Ct);

        Assert.Contains("only the sample", (await Refused(fleet, Clip(id, "aaaa yet another clip of her"))).Detail, StringComparison.Ordinal);
        using var call = fleet.Open();
        Assert.False((await call.Say(Clip(id), "a")).Started!.Grant.SpeakerVerified);
    }

    [Fact]
    public async Task Clip_OfAKeyThatAttests_NeedsNoConsent_AndSaysSo()
    {
        await using var fleet = await FakeFleet.StartUsual();
        var start = Clip("");
        start.Mode = Mode.CloneInContext;
        start.OneOffClone.Transcript = "words";
        using var call = fleet.Open();

        var spoken = await call.Say(start, "a");

        Assert.Equal(new VoiceGrant { Attested = true }, spoken.Started!.Grant);
        Assert.Equal("words", fleet.SpeakerEmbedding.Starts.Single().Transcript);
        Assert.True(fleet.SpeakerEmbedding.Starts.Single().WithCodes);
    }

    [Fact]
    public async Task Consent_RevokedInTheMiddle_StopsTheSpeechOnEveryReplica_AndLeavesNothingShared()
    {
        await using var redis = new RedisServer();
        await redis.Start();
        (string, string)[] settings = [("Redis:Connection", redis.Connection), ("Consent:MasterKey", ConsentCalls.Secret)];
        await using var one = await ConsentCalls.Strict(0.02, Verdict.Verified, null, settings);
        await using var two = await ConsentCalls.Strict(0.02, Verdict.Verified, null, settings);
        var id = await Consent(one);
        using var here = await Speaking(one, id);
        using var there = await Speaking(two, id);
        Assert.Equal(1, one.SpeakerEmbedding.Starts.Count + two.SpeakerEmbedding.Starts.Count - 2);
        Assert.Single(await Shared(redis));

        await one.Consents().RevokeConsentAsync(new RevokeConsentRequest { Id = id }, cancellationToken: Ct);

        var denied = new Status(StatusCode.PermissionDenied, "The consent of who speaks in the clip was revoked.");
        Assert.Equal(denied, await here.Fail().WaitAsync(TimeSpan.FromSeconds(20), Ct));
        Assert.Equal(denied, await there.Fail().WaitAsync(TimeSpan.FromSeconds(20), Ct));
        Assert.Empty(await Shared(redis));
        Assert.Equal(StatusCode.PermissionDenied, (await Refused(two, Clip(id))).StatusCode);
    }

    [Fact]
    public async Task Consent_RevokedInMemory_StopsTheSpeech_AndRefusesAClipThatIsBeingEmbedded()
    {
        await using var fleet = await ConsentCalls.Strict(0.02, Verdict.Verified);
        var id = await Consent(fleet);
        using var speaking = await Speaking(fleet, id);
        var (embedding, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        fleet.SpeakerEmbedding.OnEmbed = _ =>
        {
            embedding.SetResult();
            return gate.Task;
        };
        using var late = fleet.Open();
        await late.Start(Clip(id, "aaaa yet another clip of her"));
        await embedding.Task.WaitAsync(Ct);

        await fleet.Consents().RevokeConsentAsync(new RevokeConsentRequest { Id = id }, cancellationToken: Ct);
        gate.SetResult();

        Assert.Equal(StatusCode.PermissionDenied, (await speaking.Fail().WaitAsync(TimeSpan.FromSeconds(20), Ct)).StatusCode);
        Assert.Contains("revoked", (await late.Fail()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ThatMakesNoSense_IsRefusedAndSaysWhy()
    {
        await using var fleet = await FakeFleet.StartUsual(("Voices:MaxClipBytes", "4"), ("Voices:MaxTranscriptLength", "5"));
        async Task<Status> With(Action<SynthesizeStart> change, string clip = "clip")
        {
            var start = Clip("", clip);
            change(start);
            return await Refused(fleet, start);
        }

        Assert.Equal(
            new Status(StatusCode.ResourceExhausted, "The clip is larger than 4 bytes, the limit set by Voices:MaxClipBytes."), await With(_ => { }, "clips"));
        Assert.Equal(StatusCode.InvalidArgument, (await With(_ => { }, "")).StatusCode);
        Assert.Equal(new Status(StatusCode.InvalidArgument, "The clip is not a WAV file."), await With(_ => { }, "!"));
        Assert.Equal(
            new Status(StatusCode.InvalidArgument, "The request names the voice 'joe' and brings a clip to clone; it may do one of the two."),
            await With(start => start.Voice = "joe"));
        Assert.Equal(StatusCode.InvalidArgument, (await With(start => start.Mode = Mode.CustomVoice)).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await With(start => start.OneOffClone.Transcript = "six is")).StatusCode);
        Assert.Equal(
            new Status(
                StatusCode.InvalidArgument,
                "The clip has no transcript, which the mode clone_in_context needs: send it with one, or use clone_x_vector."),
            await With(start => start.Mode = Mode.CloneInContext));
    }

    [Fact]
    public async Task Clip_LargerThanAUsualMessage_IsTaken()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        var spoken = await call.Say(Clip("", new string('a', 6_000_000)), "a");

        Assert.NotNull(spoken.Finished);
    }

    private static SynthesizeStart Clip(string consent, string clip = ConsentCalls.Sample) =>
        new() { OneOffClone = new OneOffClone { Clip = ByteString.CopyFromUtf8(clip), ConsentId = consent } };

    private static async Task<string> Consent(FakeFleet fleet)
    {
        var id = (await fleet.RequestConsent()).Consent.Id;
        await fleet.SubmitConsent(id);
        return id;
    }

    private static async Task<SpeechCall> Speaking(FakeFleet fleet, string consent)
    {
        var call = fleet.Open();
        await call.Start(Clip(consent));
        await call.Text("a");
        Assert.NotNull((await call.Next())!.Started);
        Assert.NotNull((await call.Next())!.Audio);
        return call;
    }

    private static async Task<Status> Refused(FakeFleet fleet, SynthesizeStart start)
    {
        using var call = fleet.Open();
        await call.SendUntilRefused(new SynthesizeRequest { Start = start }, new SynthesizeRequest { Text = "a" });
        return await call.Fail();
    }

    private static async Task<List<string>> Shared(RedisServer server)
    {
        await using var redis = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(server.Connection);
        var keys = new List<string>();
        await foreach (var key in redis.GetServer(server.Connection).KeysAsync(pattern: "*:embeddings:*").WithCancellation(Ct))
            keys.Add(key.ToString());
        return keys;
    }
}
