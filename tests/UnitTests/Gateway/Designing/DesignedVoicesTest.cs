using Google.Protobuf;
using Grpc.Core;
using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Gateway.Consent.Verification;
using Qwen3Tts.UnitTests.Gateway.Consent;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Designing;

/// <summary>What a voice-design model spoke becomes a voice of the base model.</summary>
public sealed class DesignedVoicesTest
{
    private const string Text = "A harbour wakes.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Voice_IsMadeOfWhatTheDesignerSpoke_WithoutTheMark_AndSpeaksWithoutAConsent()
    {
        await using var fleet = await ConsentCalls.Strict(
            0.02, Verdict.Verified, null, ("Watermark:Enabled", "true"), ("Watermark:Key", "00112233445566778899aabbccddeeff"));

        var frozen = await Freeze(fleet, new FreezeVoiceRequest { Name = "made-up", Instruction = "an old man", Text = Text, Seed = 7 });

        Assert.Equal((7ul, "made-up", true), (frozen.Seed, frozen.Voice.Name, frozen.Voice.HasTranscript));
        Assert.Equal(new VoiceGrant { DesignModel = "designer" }, frozen.Voice.Grant);
        Assert.Equal(["nano"], frozen.Voice.Models);
        var spoken = fleet.TokenGenerator.Starts.Single();
        Assert.Equal(("designer", 7ul), (spoken.Model, spoken.Seed));
        Assert.Equal("an old man", fleet.TextFrontend.Starts.Single().Instruction);
        Assert.Equal(Text, fleet.SpeakerEmbedding.Starts.Single().Transcript);
        var samples = FakeAcousticDecoder.Samples(Text);
        var pcm = new byte[samples.Length * Pcm16.BytesPerSample];
        Pcm16.FromFloat(samples, pcm);
        Assert.Equal([.. WaveWriter.Header(24_000, samples.Length), .. pcm], fleet.SpeakerEmbedding.Clips.Single());
        using var call = fleet.Open();
        Assert.True((await call.Say(new SynthesizeStart { Voice = "made-up" }, "a")).Started!.Watermarked);
    }

    [Fact]
    public async Task Text_IsOneInTheLanguage_WhereNoneIsGiven()
    {
        await using var fleet = await FakeFleet.StartUsual();

        await Freeze(fleet, new FreezeVoiceRequest { Name = "made-up", Instruction = "an old man" });

        Assert.StartsWith("The quiet harbour", fleet.SpeakerEmbedding.Starts.Single().Transcript, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Voice_NearABlockedOne_IsNotKept()
    {
        await using var fleet = await FakeFleet.StartUsual(("Gateway:LoopbackOperates", "true"), ("Blocking:Threshold", "0.75"));
        await Freeze(fleet, new FreezeVoiceRequest { Name = "first", Instruction = "an old man", Text = Text });
        using var call = new V1.BlockedVoices.BlockedVoicesClient(fleet.Gateway.Channel).AddBlockedVoice(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(new AddBlockedVoiceRequest { Start = new AddBlockedVoiceStart() }, Ct);
        await call.RequestStream.WriteAsync(new AddBlockedVoiceRequest { Clip = ByteString.CopyFrom(fleet.SpeakerEmbedding.Clips.Single()) }, Ct);
        await call.RequestStream.CompleteAsync();

        Assert.Equal(1u, (await call).RevokedVoices);
        await ConsentCalls.Denied(() => Freeze(fleet, new FreezeVoiceRequest { Name = "second", Instruction = "an old man", Text = Text }));
    }

    [Fact]
    public async Task Fleet_WithoutADesignerOrABaseModel_SaysWhatIsMissing()
    {
        await using var clones = new FakeFleet(FakeModels.Base());
        await clones.Start();
        await using var designs = new FakeFleet(FakeModels.VoiceDesign());
        await designs.Start();
        var request = new FreezeVoiceRequest { Name = "made-up", Instruction = "an old man", Text = Text };

        var noDesigner = (await Assert.ThrowsAsync<RpcException>(() => Freeze(clones, request))).Status;
        var noBase = (await Assert.ThrowsAsync<RpcException>(() => Freeze(designs, request))).Status;

        Assert.Equal(StatusCode.FailedPrecondition, noDesigner.StatusCode);
        Assert.Contains("voice_design", noDesigner.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.FailedPrecondition, noBase.StatusCode);
        Assert.Contains("No served model clones voices", noBase.Detail, StringComparison.Ordinal);
        Assert.Empty(designs.TokenGenerator.Starts);
    }

    [Fact]
    public async Task Policy_MayRefuseDesignedVoices_BeforeAnythingIsSpoken()
    {
        await using var fleet = await FakeFleet.StartUsual(("Consent:AllowDesigned", "false"));

        var told = await ConsentCalls.Denied(() => Freeze(fleet, new FreezeVoiceRequest { Name = "made-up", Instruction = "an old man", Text = Text }));

        Assert.Contains("Consent:AllowDesigned", told, StringComparison.Ordinal);
        Assert.Empty(fleet.TokenGenerator.Starts);
    }

    [Fact]
    public async Task Request_ThatMakesNoSense_IsRefused_BeforeAnythingIsSpoken()
    {
        await using var fleet = await FakeFleet.StartUsual();
        async Task<StatusCode> With(Action<FreezeVoiceRequest> change)
        {
            var request = new FreezeVoiceRequest { Name = "made-up", Instruction = "an old man", Text = Text };
            change(request);
            return (await Assert.ThrowsAsync<RpcException>(() => Freeze(fleet, request))).StatusCode;
        }

        Assert.Equal(StatusCode.InvalidArgument, await With(request => request.Instruction = " "));
        Assert.Equal(StatusCode.InvalidArgument, await With(request => request.Text = new string('a', 301)));
        Assert.Equal(StatusCode.InvalidArgument, await With(request => (request.Text, request.Language) = ("", "Klingon")));
        Assert.Equal(StatusCode.InvalidArgument, await With(request => request.Name = "no name"));
        Assert.Equal(StatusCode.AlreadyExists, await With(request => request.Name = "joe"));
        Assert.Equal(StatusCode.NotFound, await With(request => request.Model = "nobody"));
        Assert.Empty(fleet.TokenGenerator.Starts);
    }

    private static async Task<FreezeVoiceResponse> Freeze(FakeFleet fleet, FreezeVoiceRequest request) =>
        await fleet.Voices.FreezeVoiceAsync(request, cancellationToken: Ct);
}
