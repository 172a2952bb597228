using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Qwen3Tts.Internal.V1;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Provenance;

/// <summary>From the payload that an utterance was marked with to what the ledger says of it.</summary>
public sealed class FindUtterancesTest
{
    private static readonly (string, string)[] Settings =
    [
        ("Watermark:Enabled", "true"), ("Watermark:Key", "00112233445566778899aabbccddeeff"),
        ("Gateway:ApiKeys:0:Tenant", "acme"), ("Gateway:ApiKeys:0:Sha256", Hash("acme's")),
        ("Gateway:ApiKeys:1:Tenant", "bolt"), ("Gateway:ApiKeys:1:Sha256", Hash("bolt's")),
        ("Gateway:ApiKeys:2:Tenant", "house"), ("Gateway:ApiKeys:2:Sha256", Hash("house's")), ("Gateway:ApiKeys:2:Operator", "true"),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Utterances_AreFoundByTheirTenantAndTheOperator_AndByNobodyElse()
    {
        await using var fleet = await FakeFleet.StartUsual(Settings);
        var whole = await SayAsync(fleet, 7, "ab", "cd");
        var pieces = await SayAsync(fleet, 8, "a", "bcd");
        var other = await SayAsync(fleet, 9, "abd");

        var found = await FindAsync(fleet, whole.Started!.WatermarkPayload, "acme's");
        var samePieces = await FindAsync(fleet, pieces.Started!.WatermarkPayload, "house's");
        var others = await FindAsync(fleet, other.Started!.WatermarkPayload, "acme's");

        Assert.Equal(
            (whole.Started.UtteranceId, "acme", "nano", "digest of nano", "joe", 7ul, "stop", 16 / 24_000.0),
            (found.UtteranceId, found.Tenant, found.Model, found.ModelDigest, found.Voice, found.Seed, found.Reason, found.Seconds));
        Assert.True(found.BegunAt <= found.EndedAt);
        Assert.Equal(found.TextDigest, samePieces.TextDigest);
        Assert.NotEqual(found.TextDigest, others.TextDigest);
        Assert.Empty((await AskAsync(fleet, whole.Started.WatermarkPayload, "bolt's")).Utterances);
    }

    [Fact]
    public async Task Utterance_OfSeveralVoices_TellsThemAll()
    {
        await using var fleet = await FakeFleet.StartUsual(Settings);
        fleet.TextFrontend.Answers = [.. new[] { "", "oskar", "" }.SelectMany((voice, i) => new TokenizeResponse[]
        {
            new() { Stretch = new StretchStart { Voice = voice } },
            new() { Prompt = new PromptTokens { Role = { 1, 2, 3 } } },
            new() { Tokens = new TextTokens { Ids = { 'a' }, End = i is 2 } },
        })];
        using var call = new SpeechCall(fleet.Speech.Synthesize(Key("acme's"), cancellationToken: Ct));

        var spoken = await call.Say(new SynthesizeStart { Voice = "joe", InputType = InputType.Ssml }, "<speak/>");
        var found = await FindAsync(fleet, spoken.Started!.WatermarkPayload, "acme's");

        Assert.Equal(("joe", "stop"), (found.Voice, found.Reason));
        Assert.Equal(["oskar"], found.FurtherVoices.Select(further => further.Voice));
    }

    [Fact]
    public async Task Utterance_WhoseClientLeft_IsKnownToo()
    {
        await using var fleet = await FakeFleet.StartUsual(Settings);
        string payload;
        using (var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct))
        using (var call = fleet.Speech.Synthesize(Key("acme's"), cancellationToken: leaving.Token))
        {
            await call.RequestStream.WriteAsync(new SynthesizeRequest { Start = new SynthesizeStart { Voice = "joe" } }, Ct);
            Assert.True(await call.ResponseStream.MoveNext(Ct));
            payload = call.ResponseStream.Current.Started.WatermarkPayload;
            await leaving.CancelAsync();
        }

        LedgerUtterance found;
        do
            found = await FindAsync(fleet, payload, "acme's");
        while (found.Reason is "");

        Assert.Equal("left", found.Reason);
    }

    [Fact]
    public async Task Payload_ThatIsNone_IsRefused()
    {
        await using var fleet = await FakeFleet.StartUsual(Settings);

        var error = await Assert.ThrowsAsync<RpcException>(() => AskAsync(fleet, "no payload", "acme's"));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    private static async Task<SpeechCall.Spoken> SayAsync(FakeFleet fleet, ulong seed, params string[] pieces)
    {
        using var call = new SpeechCall(fleet.Speech.Synthesize(Key("acme's"), cancellationToken: Ct));
        return await call.Say(new SynthesizeStart { Voice = "joe", Seed = seed }, pieces);
    }

    // Written behind the speech: it may not be there at once.
    private static async Task<LedgerUtterance> FindAsync(FakeFleet fleet, string payload, string key)
    {
        while (true)
        {
            var response = await AskAsync(fleet, payload, key);
            Assert.Empty(response.Faults);
            if (response.Utterances is [var utterance] && utterance.EndedAt is not null)
                return utterance;
            await Task.Delay(10, Ct);
        }
    }

    private static Task<FindUtterancesResponse> AskAsync(FakeFleet fleet, string payload, string key) =>
        new V1.Provenance.ProvenanceClient(fleet.Gateway.Channel).FindUtterancesAsync(
            new FindUtterancesRequest { Payload = payload }, Key(key), cancellationToken: Ct).ResponseAsync;

    private static Metadata Key(string key) => new() { { "x-api-key", key } };

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
