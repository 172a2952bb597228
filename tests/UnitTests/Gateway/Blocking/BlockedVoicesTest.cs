using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.Gateway.Blocking.Stores;
using Qwen3Tts.Gateway.Consent.Verification;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Tests.Redis;
using Qwen3Tts.UnitTests.Gateway.Consent;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;
using Stored = Qwen3Tts.Gateway.Blocking.BlockedVoice;

namespace Qwen3Tts.UnitTests.Gateway.Blocking;

/// <summary>What the operator blocks, nobody clones. A fake clip's x-vector is its length and its first byte.</summary>
public sealed class BlockedVoicesTest
{
    private const string Public = "aaaa the voice of a public figure";

    /// <summary>Nearer than 0.75, and not as near as 0.99.</summary>
    private static readonly string Similar = 'a' + new string('b', 59);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clip_NearABlockedVoice_IsClonedByNobody_AndNobodyIsToldWhich()
    {
        await using var fleet = await Start();
        var entry = (await Block(fleet, Public, "a note on whose it is")).Voice;

        var told = await ConsentCalls.Denied(() => fleet.CreateVoice("mine", Similar));
        var spoken = await Refused(fleet, Similar);

        Assert.Equal(new Status(StatusCode.PermissionDenied, told), spoken);
        Assert.DoesNotContain(entry.Id, told, StringComparison.Ordinal);
        Assert.DoesNotContain("note", told, StringComparison.Ordinal);
        Assert.NotNull(await fleet.CreateVoice("other", ConsentCalls.Stranger));
        Assert.Empty(fleet.TokenGenerator.Starts);
        Assert.DoesNotContain("a note on", string.Join('\n', fleet.Gateway.Log.Entries.Select(line => $"{line.Text} {line.Error}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entry_IsListedWithoutItsClip_AndBlocksNothingOnceItIsRemoved()
    {
        await using var fleet = await Start();
        var entry = (await Block(fleet, Public, "note")).Voice;

        var listed = (await Operations(fleet).ListBlockedVoicesAsync(new(), cancellationToken: Ct)).Voices.Single();
        Assert.Equal((entry.Id, "note", true), (listed.Id, listed.Note, listed.Comparable));
        Assert.DoesNotContain(BlockedVoice.Descriptor.Fields.InDeclarationOrder(), field => field.FieldType is Google.Protobuf.Reflection.FieldType.Bytes);
        await Operations(fleet).RemoveBlockedVoiceAsync(new RemoveBlockedVoiceRequest { Id = entry.Id }, cancellationToken: Ct);

        Assert.NotNull(await fleet.CreateVoice("mine", Public));
        var again = await Assert.ThrowsAsync<RpcException>(
            () => Operations(fleet).RemoveBlockedVoiceAsync(new RemoveBlockedVoiceRequest { Id = entry.Id }, cancellationToken: Ct).ResponseAsync);
        Assert.Equal(StatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Voice_ThatWasMadeBefore_IsRevokedInTheMiddleOfWhatItSpeaks_AndOthersAreNot()
    {
        await using var fleet = await Start(("Blocking:Threshold", "0.75"));
        await fleet.CreateVoice("near", Similar);
        await fleet.CreateVoice("far", ConsentCalls.Stranger);
        using var speaking = fleet.Open();
        await speaking.Start(new SynthesizeStart { Voice = "near" });
        await speaking.Text("a");
        Assert.NotNull((await speaking.Next())!.Started);
        Assert.NotNull((await speaking.Next())!.Audio);
        var before = await Trail(fleet, "local");

        var added = await Block(fleet, Public, "");

        Assert.Equal((1u, false), (added.RevokedVoices, added.RecheckPending));
        Assert.Equal(StatusCode.PermissionDenied, (await speaking.Fail().WaitAsync(TimeSpan.FromSeconds(20), Ct)).StatusCode);
        var voices = (await fleet.Voices.ListVoicesAsync(new(), cancellationToken: Ct)).Voices.Where(voice => !voice.BuiltIn);
        Assert.Equal([("far", VoiceState.Active), ("near", VoiceState.Revoked)], voices.Select(voice => (voice.Name, voice.State)));
        Assert.Equal(before + 1, await Trail(fleet, "local"));
        Assert.Equal(2ul, await Trail(fleet, "_operator"));
    }

    [Fact]
    public async Task Voice_ThatWasMadeBefore_IsFlaggedOnce_WhereTheEncoderMayNotJudge()
    {
        await using var fleet = await Start();
        await fleet.CreateVoice("near", Similar);

        var first = await Block(fleet, Public, "");
        await Block(fleet, ConsentCalls.Stranger, "");

        Assert.Equal((0u, 1u, false), (first.RevokedVoices, first.FlaggedVoices, first.RecheckPending));
        Assert.Equal(VoiceState.Active, (await fleet.Voices.GetVoiceAsync(new GetVoiceRequest { Name = "near" }, cancellationToken: Ct)).State);
        Assert.Single(fleet.Gateway.Log.Entries, entry => entry.Text.Contains("may be a blocked one", StringComparison.Ordinal));
        Assert.Equal(3ul, await Trail(fleet, "_operator"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("0.9", false)]
    public async Task Threshold_IsThatOfTheEncodersEqualErrorRate_UnlessTheOperatorSetsOne(string threshold, bool cloned)
    {
        await using var fleet = await ConsentCalls.Strict(
            0.02, Verdict.Verified, null, [("Gateway:LoopbackAttests", "true"), .. threshold is "" ? Array.Empty<(string, string)>() : [("Blocking:Threshold", threshold)]]);
        await Block(fleet, Public, "");

        await ConsentCalls.Denied(() => fleet.CreateVoice("mine", Public));
        if (cloned)
            Assert.NotNull(await fleet.CreateVoice("like", Similar));
        else
            await ConsentCalls.Denied(() => fleet.CreateVoice("like", Similar));
    }

    [Fact]
    public async Task Encoder_ThatIsNew_ClonesNothingBeforeTheListIsEmbeddedWithIt()
    {
        await using var redis = new RedisServer();
        await redis.Start();
        (string, string)[] settings = [("Gateway:LoopbackOperates", "true"), ("Redis:Connection", redis.Connection), ("Consent:MasterKey", ConsentCalls.Secret)];
        await using (var old = await FakeFleet.StartUsual(settings))
            await Block(old, Public, "");
        await using var fleet = FakeFleet.Usual();
        fleet.SpeakerEmbedding.Models[0].Revision = "another";
        var gate = new TaskCompletionSource();
        var calls = 0;
        fleet.SpeakerEmbedding.OnEmbed = _ => Interlocked.Increment(ref calls) is 1 ? gate.Task : Task.CompletedTask;
        await fleet.Start(settings);
        await Eventually.Until(() => Volatile.Read(ref calls) > 0);

        var error = await Assert.ThrowsAsync<RpcException>(() => fleet.CreateVoice("mine", ConsentCalls.Stranger));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.Contains("list of blocked voices", error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.Unavailable, (await Refused(fleet, ConsentCalls.Stranger)).StatusCode);
        gate.SetResult();
        await Eventually.Until(async () => (await Operations(fleet).ListBlockedVoicesAsync(new(), cancellationToken: Ct)).Voices.Single().Comparable);

        Assert.NotNull(await fleet.CreateVoice("mine", ConsentCalls.Stranger));
        await ConsentCalls.Denied(() => fleet.CreateVoice("like", Similar));
    }

    [Fact]
    public async Task List_ThatCannotBeRead_LetsNothingBeCloned()
    {
        await using var fleet = FakeFleet.Usual();
        fleet.AddToGateway = builder => builder.Services.AddSingleton<IBlockedVoiceStore>(new AwayStore());
        await fleet.Start();

        var error = await Assert.ThrowsAsync<RpcException>(() => fleet.CreateVoice("mine", "clip"));

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.Contains("list of blocked voices cannot be read", error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(error.Status, await Refused(fleet, "clip"));
        Assert.DoesNotContain((await fleet.Voices.ListVoicesAsync(new(), cancellationToken: Ct)).Voices, voice => !voice.BuiltIn);
    }

    [Fact]
    public async Task Request_ThatIsNotTheOperators_OrMakesNoSense_IsRefused()
    {
        await using var stranger = await FakeFleet.StartUsual();
        Assert.Contains("Operator", await ConsentCalls.Denied(() => Block(stranger, Public, "")), StringComparison.Ordinal);
        await ConsentCalls.Denied(() => Operations(stranger).ListBlockedVoicesAsync(new(), cancellationToken: Ct).ResponseAsync);
        await ConsentCalls.Denied(() => Operations(stranger).RemoveBlockedVoiceAsync(new() { Id = "1" }, cancellationToken: Ct).ResponseAsync);

        await using var fleet = await Start(("Blocking:MaxEntries", "1"));
        async Task<StatusCode> With(string clip, string note) => (await Assert.ThrowsAsync<RpcException>(() => Block(fleet, clip, note))).StatusCode;
        Assert.Equal(StatusCode.InvalidArgument, await With("!", ""));
        Assert.Equal(StatusCode.InvalidArgument, await With("", ""));
        Assert.Equal(StatusCode.InvalidArgument, await With(Public, new string('n', 501)));
        Assert.Empty((await Operations(fleet).ListBlockedVoicesAsync(new(), cancellationToken: Ct)).Voices);
        await Block(fleet, Public, "");
        Assert.Equal(StatusCode.ResourceExhausted, await With(Public, ""));
    }

    private static Task<FakeFleet> Start(params (string, string)[] settings) => FakeFleet.StartUsual([("Gateway:LoopbackOperates", "true"), .. settings]);

    private static V1.BlockedVoices.BlockedVoicesClient Operations(FakeFleet fleet) => new(fleet.Gateway.Channel);

    private static async Task<AddBlockedVoiceResponse> Block(FakeFleet fleet, string clip, string note)
    {
        using var call = Operations(fleet).AddBlockedVoice(cancellationToken: Ct);
        try
        {
            await call.RequestStream.WriteAsync(new AddBlockedVoiceRequest { Start = new AddBlockedVoiceStart { Note = note } }, Ct);
            await call.RequestStream.WriteAsync(new AddBlockedVoiceRequest { Clip = ByteString.CopyFromUtf8(clip) }, Ct);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // The answer says why.
        }

        return await call.ResponseAsync;
    }

    private static async Task<Status> Refused(FakeFleet fleet, string clip)
    {
        using var call = fleet.Open();
        await call.SendUntilRefused(
            new SynthesizeRequest { Start = new SynthesizeStart { OneOffClone = new OneOffClone { Clip = ByteString.CopyFromUtf8(clip) } } },
            new SynthesizeRequest { Text = "a" });
        return await call.Fail();
    }

    private static async Task<ulong> Trail(FakeFleet fleet, string tenant)
    {
        var audit = await fleet.Operations().VerifyAuditAsync(new VerifyAuditRequest { Tenant = tenant }, cancellationToken: Ct);
        Assert.True(audit.Intact, audit.Fault);
        return audit.Entries;
    }

    /// <summary>A store that never answers.</summary>
    private sealed class AwayStore : IBlockedVoiceStore
    {
        public Task<string> ReadVersionAsync(CancellationToken cancellation) => throw SpeechException.Unavailable("Away.");

        public Task<bool> TryAddAsync(Stored entry, byte[] clip, int most, CancellationToken cancellation) => throw SpeechException.Unavailable("Away.");

        public Task<IReadOnlyList<Stored>> ListAsync(CancellationToken cancellation) => throw SpeechException.Unavailable("Away.");

        public Task<byte[]?> FindClipAsync(string id, CancellationToken cancellation) => throw SpeechException.Unavailable("Away.");

        public Task SaveVectorAsync(string id, string encoder, byte[] vector, CancellationToken cancellation) => throw SpeechException.Unavailable("Away.");

        public Task<bool> RemoveAsync(string id, CancellationToken cancellation) => throw SpeechException.Unavailable("Away.");
    }
}
