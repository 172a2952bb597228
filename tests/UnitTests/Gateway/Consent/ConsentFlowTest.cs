using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Qwen3Tts.Gateway.Consent.Verification;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Consent;

/// <summary>From the phrase to the voice, and back.</summary>
public sealed class ConsentFlowTest
{
    private static readonly Verdict Unheard = Verdict.Unverified("Nobody listened.");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clip_WithoutConsent_IsDeniedAndToldHow()
    {
        await using var fleet = await ConsentCalls.Strict(0.02, Verdict.Verified);

        var told = await ConsentCalls.Denied(() => fleet.CreateVoice("mine", "clip"));

        Assert.Contains("Consents.RequestConsent", told, StringComparison.Ordinal);
        Assert.Contains("x-qwen3tts-consent", told, StringComparison.Ordinal);
        Assert.Empty(fleet.SpeakerEmbedding.Starts);
    }

    [Fact]
    public async Task Consent_ThatIsVerified_LetsItsSpeakersVoiceBeMadeAndNoOther()
    {
        await using var fleet = await ConsentCalls.Strict(0.02, Verdict.Verified);
        var id = (await fleet.RequestConsent()).Consent.Id;

        var consent = await fleet.SubmitConsent(id);
        var voice = await fleet.Clone("ada", id, "aaaa yet another clip of her");

        Assert.Equal((ConsentState.Granted, true, true), (consent.State, consent.SpeakerVerified, consent.PhraseVerified));
        Assert.Equal((id, true, true, false), (voice.Grant.ConsentId, voice.Grant.SpeakerVerified, voice.Grant.PhraseVerified, voice.Grant.Attested));
        Assert.Contains("does not sound like", await ConsentCalls.Denied(() => fleet.Clone("eve", id, ConsentCalls.Stranger)), StringComparison.Ordinal);
        using var call = fleet.Open();
        Assert.NotNull((await call.Say(new SynthesizeStart { Voice = "ada" }, "a")).Finished);
    }

    [Fact]
    public async Task Consent_SubmittedInOneMessage_IsAsInPieces()
    {
        await using var fleet = await ConsentCalls.Strict(0.02, Verdict.Verified);
        var id = (await fleet.RequestConsent()).Consent.Id;
        var request = new SubmitWholeConsentRequest { Id = id, Recording = ByteString.CopyFromUtf8(ConsentCalls.Recording) };
        async Task<V1.Consent> Submit() => await fleet.Consents().SubmitWholeConsentAsync(request, cancellationToken: TestContext.Current.CancellationToken);

        var missing = await Assert.ThrowsAsync<RpcException>(Submit);
        request.Sample = ByteString.CopyFromUtf8(ConsentCalls.Sample);
        var consent = await Submit();

        Assert.Equal((StatusCode.InvalidArgument, true), (missing.StatusCode, missing.Status.Detail.StartsWith("The sample is missing", StringComparison.Ordinal)));
        Assert.Equal((ConsentState.Granted, true, true), (consent.State, consent.SpeakerVerified, consent.PhraseVerified));
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(Submit)).StatusCode);
    }

    [Fact]
    public async Task Consent_InMetadata_CountsAsInTheField()
    {
        await using var fleet = await ConsentCalls.Strict(0.02, Verdict.Verified);
        var id = (await fleet.RequestConsent()).Consent.Id;
        await fleet.SubmitConsent(id);

        var voice = await fleet.CreateVoice("ada", ConsentCalls.Sample, headers: new Metadata { { "x-qwen3tts-consent", id } });

        Assert.Equal(id, voice.Grant.ConsentId);
    }

    [Theory]
    [InlineData(ConsentCalls.Stranger)]
    [InlineData(ConsentCalls.Sample)]
    public async Task Contradiction_OfSpeakerOrPhrase_Refuses(string sample)
    {
        await using var fleet = await ConsentCalls.Strict(0.02, sample is ConsentCalls.Stranger ? Verdict.Verified : Verdict.Contradicted("Something else is said."));
        var id = (await fleet.RequestConsent()).Consent.Id;

        var consent = await fleet.SubmitConsent(id, sample: sample);

        Assert.Equal(ConsentState.Refused, consent.State);
        Assert.Single(consent.Remarks);
        await ConsentCalls.Denied(() => fleet.Clone("ada", id));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.11)]
    public async Task Encoder_UnmeasuredOrPoor_LeavesItToTheOperatorAndToThatSample(double? equalErrorRate)
    {
        await using var fleet = await ConsentCalls.Strict(equalErrorRate, Verdict.Verified);
        var id = (await fleet.RequestConsent()).Consent.Id;

        var waiting = await fleet.SubmitConsent(id);
        Assert.Equal((ConsentState.Pending, false), (waiting.State, waiting.SpeakerVerified));
        Assert.Contains("equal error rate", waiting.Remarks.Single(), StringComparison.Ordinal);
        Assert.Contains("waits for the operator", await ConsentCalls.Denied(() => fleet.Clone("ada", id)), StringComparison.Ordinal);

        Assert.Equal(id, (await fleet.Operations().ListPendingConsentsAsync(new(), cancellationToken: Ct)).Consents.Single().Id);
        await fleet.Operations().DecideConsentAsync(new DecideConsentRequest { Id = id, Grant = true }, cancellationToken: Ct);
        Assert.Contains("only the sample", await ConsentCalls.Denied(() => fleet.Clone("ada", id, "aaaa yet another clip of her")), StringComparison.Ordinal);
        var voice = await fleet.Clone("ada", id);

        Assert.Equal((id, false), (voice.Grant.ConsentId, voice.Grant.SpeakerVerified));
    }

    [Fact]
    public async Task Revocation_RevokesTheVoicesForGood()
    {
        await using var fleet = await ConsentCalls.Strict(0.02, Verdict.Verified);
        var id = (await fleet.RequestConsent()).Consent.Id;
        await fleet.SubmitConsent(id);
        await fleet.Clone("ada", id);
        await fleet.Clone("ada2", id);

        var revoked = await fleet.Consents().RevokeConsentAsync(new RevokeConsentRequest { Id = id }, cancellationToken: Ct);

        Assert.Equal(ConsentState.Revoked, revoked.State);
        var voices = (await fleet.Voices.ListVoicesAsync(new ListVoicesRequest(), cancellationToken: Ct)).Voices.Where(voice => voice.Grant?.ConsentId == id);
        Assert.Equal(["ada", "ada2"], voices.Where(voice => voice.State is VoiceState.Revoked).Select(voice => voice.Name));
        using var call = fleet.Open();
        await call.SendUntilRefused(new SynthesizeRequest { Start = new SynthesizeStart { Voice = "ada" } }, new SynthesizeRequest { Text = "a" });
        Assert.Equal(StatusCode.PermissionDenied, (await call.Fail()).StatusCode);
        Assert.Contains("revoked", await ConsentCalls.Denied(() => fleet.Clone("ada", id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erasure_LeavesNothingReadable_AndATrailThatStillVerifies()
    {
        await using var fleet = await ConsentCalls.Strict(0.02, Verdict.Verified);
        var issued = await fleet.RequestConsent();
        var id = issued.Consent.Id;
        await fleet.SubmitConsent(id);
        using var before = JsonDocument.Parse(await Export(fleet, id));
        Assert.Equal("Ada Lovelace", before.RootElement.GetProperty("person").GetString());
        Assert.Equal(issued.Phrase, before.RootElement.GetProperty("phrase").GetString());
        Assert.Equal(ConsentCalls.Recording, Encoding.UTF8.GetString(before.RootElement.GetProperty("recording").GetBytesFromBase64()));
        var noted = await fleet.Operations().VerifyAuditAsync(new VerifyAuditRequest(), cancellationToken: Ct);

        var erased = await fleet.Consents().EraseConsentAsync(new EraseConsentRequest { Id = id }, cancellationToken: Ct);

        Assert.True(erased.Erased);
        Assert.Equal(("", ConsentState.Revoked), (erased.Person, erased.State));
        using var after = JsonDocument.Parse(await Export(fleet, id));
        Assert.Equal(
            ["person", "phrase", "recording", "sample"],
            before.RootElement.EnumerateObject().Select(part => part.Name).Except(after.RootElement.EnumerateObject().Select(part => part.Name)).Where(name => name is not "expires"));
        var audit = await fleet.Operations().VerifyAuditAsync(new VerifyAuditRequest { Entries = noted.Entries, Head = noted.Head }, cancellationToken: Ct);
        Assert.True(audit.Intact, audit.Fault);
        Assert.True(audit.Entries > noted.Entries);
    }

    [Fact]
    public async Task Log_HasNothingOfNamePhraseOrClip()
    {
        await using var fleet = await ConsentCalls.Strict(null, Unheard);
        var issued = await fleet.RequestConsent();
        await fleet.SubmitConsent(issued.Consent.Id);
        await ConsentCalls.Denied(() => fleet.Clone("ada", issued.Consent.Id));

        var log = string.Join('\n', fleet.Gateway.Log.Entries.Select(entry => $"{entry.Text} {entry.Error}"));
        Assert.DoesNotContain("Lovelace", log, StringComparison.Ordinal);
        Assert.DoesNotContain(issued.Phrase, log, StringComparison.Ordinal);
        Assert.DoesNotContain("sample of the same voice", log, StringComparison.Ordinal);
    }

    private static async Task<byte[]> Export(FakeFleet fleet, string id)
    {
        using var call = fleet.Consents().ExportConsent(new ExportConsentRequest { Id = id }, cancellationToken: Ct);
        using var json = new MemoryStream();
        while (await call.ResponseStream.MoveNext(Ct))
            json.Write(call.ResponseStream.Current.Json.Span);
        return json.ToArray();
    }
}
