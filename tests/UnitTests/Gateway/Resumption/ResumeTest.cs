using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Resumption;

/// <summary>A client goes on with an utterance whose call broke off.</summary>
public sealed class ResumeTest
{
    private static readonly (string, string)[] Marked = [("Watermark:Enabled", "true"), ("Watermark:Key", "00112233445566778899aabbccddeeff")];

    private static readonly (string, string)[] Tenants =
    [
        ("Gateway:ApiKeys:0:Tenant", "acme"), ("Gateway:ApiKeys:0:Sha256", Hash("acme's")),
        ("Gateway:ApiKeys:1:Tenant", "bolt"), ("Gateway:ApiKeys:1:Sha256", Hash("bolt's")),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AudioEncoding.PcmF32Le, 0)]
    [InlineData(AudioEncoding.PcmF32Le, 5)]
    [InlineData(AudioEncoding.PcmS16Le, 1)]
    [InlineData(AudioEncoding.PcmS16Le, 16)]
    public async Task Utterance_GoesOnWithTheSampleThatTheClientLacks_UnderTheSameMark(AudioEncoding encoding, int received)
    {
        await using var fleet = await FakeFleet.StartUsual(Marked);
        using var first = fleet.Open();
        var whole = await first.Say(new SynthesizeStart { Voice = "joe", AudioEncoding = encoding }, "ab", "cd");
        using var second = fleet.Open();

        var rest = await second.Resume(whole.Started!.UtteranceToken, received, "abc", "d");

        Assert.Equal(whole.Pcm[(received * whole.BytesPerSample)..], rest.Pcm);
        Assert.Equal(whole.Finished, rest.Finished);
        Assert.Equal(
            (whole.Started.UtteranceId, whole.Started.Seed, whole.Started.WatermarkPayload),
            (rest.Started!.UtteranceId, rest.Started.Seed, rest.Started.WatermarkPayload));
    }

    [Fact]
    public async Task Utterance_GoneOnWith_MayBreakOffAgain()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var first = fleet.Open();
        var whole = await first.Say(new SynthesizeStart { Voice = "joe" }, "abcd");
        using var second = fleet.Open();
        var more = await second.Resume(whole.Started!.UtteranceToken, 4, "abcd");
        using var third = fleet.Open();

        var rest = await third.Resume(more.Started!.UtteranceToken, 12, "abcd");

        Assert.Equal(whole.Pcm[24..], rest.Pcm);
    }

    [Fact]
    public async Task Token_OfAnotherTenant_IsRefused_AndNothingIsMade()
    {
        await using var fleet = await FakeFleet.StartUsual(Tenants);
        using var first = new SpeechCall(fleet.Speech.Synthesize(Key("acme's"), cancellationToken: Ct));
        var whole = await first.Say(new SynthesizeStart { Voice = "joe" }, "ab");
        using var second = new SpeechCall(fleet.Speech.Synthesize(Key("bolt's"), cancellationToken: Ct));

        await second.SendUntilRefused(Resume(whole.Started!.UtteranceToken));
        var status = await second.Fail();

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Single(fleet.TokenGenerator.Starts);
    }

    [Fact]
    public async Task Voice_RevokedMeanwhile_SpeaksNoMore()
    {
        await using var fleet = await FakeFleet.StartUsual();
        await fleet.CreateVoice("mine", "clip");
        using var first = fleet.Open();
        var whole = await first.Say(new SynthesizeStart { Voice = "mine" }, "ab");
        await fleet.Voices.RevokeVoiceAsync(new RevokeVoiceRequest { Name = "mine" }, cancellationToken: Ct);
        using var second = fleet.Open();

        await second.SendUntilRefused(Resume(whole.Started!.UtteranceToken));

        Assert.Equal(StatusCode.PermissionDenied, (await second.Fail()).StatusCode);
    }

    [Fact]
    public async Task Voice_ThatIsAnotherOfTheSameName_IsNotTakenForIt()
    {
        await using var fleet = await FakeFleet.StartUsual();
        await fleet.CreateVoice("mine", "clip");
        using var first = fleet.Open();
        var whole = await first.Say(new SynthesizeStart { Voice = "mine" }, "ab");
        await fleet.Voices.DeleteVoiceAsync(new DeleteVoiceRequest { Name = "mine" }, cancellationToken: Ct);
        await fleet.CreateVoice("mine", "another clip");
        using var second = fleet.Open();

        await second.SendUntilRefused(Resume(whole.Started!.UtteranceToken));
        var status = await second.Fail();

        Assert.Equal(StatusCode.Aborted, status.StatusCode);
        Assert.Contains("'mine'", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fleet_ThatMarksSpeechNow_DoesNotGoOnUnmarked()
    {
        await using var unmarked = await FakeFleet.StartUsual();
        await using var marked = await FakeFleet.StartUsual(Marked);
        using var first = unmarked.Open();
        var whole = await first.Say(new SynthesizeStart { Voice = "joe" }, "ab");
        using var second = marked.Open();

        await second.SendUntilRefused(Resume(whole.Started!.UtteranceToken));

        Assert.Equal(StatusCode.FailedPrecondition, (await second.Fail()).StatusCode);
    }

    [Fact]
    public async Task Utterance_GoesOnOnlyWithAGeneratorOfTheBuildThatBeganIt()
    {
        await using var old = FakeFleet.Usual();
        old.TokenGenerator.Models[0].Fingerprint = "old";
        await old.Start();
        await using var next = FakeFleet.Usual();
        next.TokenGenerator.Models[0].Fingerprint = "new";
        var twin = FakeFleet.Usual().TokenGenerator;
        twin.Models[0].Fingerprint = "new";
        await next.Start(("Services:TokenGenerator:1", await next.StartWorker(twin)));
        using var first = old.Open();
        var whole = await first.Say(new SynthesizeStart { Voice = "joe" }, "ab");
        using var second = next.Open();

        await second.SendUntilRefused(Resume(whole.Started!.UtteranceToken));

        Assert.Equal(
            new Status(StatusCode.Unavailable, "No 'token-generator' of the build and precision that began this utterance is there."), await second.Fail());
    }

    [Fact]
    public async Task Ledger_TellsOfBothCalls_UnderOnePayload()
    {
        await using var fleet = await FakeFleet.StartUsual([.. Marked, ("Gateway:LoopbackOperates", "true")]);
        using var first = fleet.Open();
        var whole = await first.Say(new SynthesizeStart { Voice = "joe" }, "ab");
        using var second = fleet.Open();
        await second.Resume(whole.Started!.UtteranceToken, 5, "ab");

        FindUtterancesResponse found;
        do
        {
            found = await new V1.Provenance.ProvenanceClient(fleet.Gateway.Channel).FindUtterancesAsync(
                new FindUtterancesRequest { Payload = whole.Started.WatermarkPayload }, cancellationToken: Ct);
        }
        while (found.Utterances.Count(utterance => utterance.EndedAt is not null) < 2);

        Assert.Empty(found.Faults);
        Assert.Equal([false, true], found.Utterances.Select(utterance => utterance.Resumed));
        Assert.Equal([whole.Started.UtteranceId, whole.Started.UtteranceId], found.Utterances.Select(utterance => utterance.UtteranceId));
        Assert.Single(found.Utterances.Select(utterance => utterance.TextDigest).Distinct());
    }

    [Fact]
    public async Task Resume_CountsAsAnUtterance()
    {
        await using var fleet = await FakeFleet.StartUsual(("Gateway:MaxUtterances", "1"));
        using var first = fleet.Open();
        var whole = await first.Say(new SynthesizeStart { Voice = "joe" }, "ab");
        using var open = fleet.Open();
        await open.Start(new SynthesizeStart { Voice = "joe" });
        Assert.NotNull((await open.Next())!.Started);
        using var second = fleet.Open();

        await second.SendUntilRefused(Resume(whole.Started!.UtteranceToken));

        Assert.Equal(StatusCode.ResourceExhausted, (await second.Fail()).StatusCode);
    }

    [Fact]
    public async Task Samples_MoreThanAnyUtteranceHas_AreRefused()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        await call.SendUntilRefused(new SynthesizeRequest { Resume = new SynthesizeResume { SamplesReceived = ulong.MaxValue } });
        var status = await call.Fail();

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains("samples_received", status.Detail, StringComparison.Ordinal);
    }

    private static SynthesizeRequest Resume(ByteString token) => new() { Resume = new SynthesizeResume { UtteranceToken = token } };

    private static Metadata Key(string key) => new() { { "x-api-key", key } };

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
