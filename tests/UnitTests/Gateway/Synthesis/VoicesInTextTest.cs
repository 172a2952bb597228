using Grpc.Core;
using Qwen3Tts.Internal.V1;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Synthesis;

/// <summary>Documents that name further voices. A frame is four samples; an x-vector is a clip's length and first letter.</summary>
public sealed class VoicesInTextTest
{
    // Between two voices, less what the cut edges keep of silence.
    private const int Between = 7200 - 2 * 120;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Voice_InTheMiddle_SpeaksByItself()
    {
        await using var fleet = await FakeFleet.StartUsual();
        await fleet.CreateVoice("mine", "clip");
        fleet.TextFrontend.Answers = [Prompt(1), Words("ab"), Stretch("mine"), Prompt(9), Words("cde"), Stretch(""), Prompt(1), Words("f", end: true)];
        using var call = fleet.Open();

        var spoken = await call.Say(Start(), "<speak/>");

        Assert.Equal([(1u, "joe"), (9u, "clip"), (1u, "joe")], fleet.TokenGenerator.Starts.Select(start => (start.Prompt.Role[0], ClipOf(start))));
        Assert.All(fleet.TokenGenerator.Starts, start => Assert.Null(start.Made));
        // Each is decoded by itself too: the decoder holds its frames to begin with 0.
        Assert.Equal(3, fleet.AcousticDecoder.Starts.Count);
        Assert.Equal((FinishReason.Stop, 6ul), (spoken.Finished!.Reason, spoken.Finished.Frames));
        Assert.Equal(24 + 2 * Between, spoken.Floats.Length);
    }

    [Fact]
    public async Task Voice_OfTheFirstWords_SpeaksFromTheBeginning()
    {
        await using var fleet = await FakeFleet.StartUsual();
        fleet.TextFrontend.Answers = [Stretch("oskar"), Prompt(1), Words("ab", end: true)];
        using var call = fleet.Open();

        var spoken = await call.Say(Start(), "<speak/>");

        Assert.Equal("oskar", ClipOf(Assert.Single(fleet.TokenGenerator.Starts)));
        Assert.Equal(8, spoken.Floats.Length);
    }

    [Fact]
    public async Task Voice_OfSeveralNames_IsTheFirstThatIsThere()
    {
        await using var fleet = await FakeFleet.StartUsual();
        fleet.TextFrontend.Answers = [Stretch("nobody oskar joe"), Prompt(1), Words("ab", end: true)];
        using var call = fleet.Open();

        await call.Say(Start(), "<speak/>");

        Assert.Equal("oskar", ClipOf(Assert.Single(fleet.TokenGenerator.Starts)));
    }

    [Fact]
    public async Task Voice_OfACloneInContext_HasItsOwnClipAndTranscript()
    {
        await using var fleet = await FakeFleet.StartUsual();
        await fleet.CreateVoice("mine", "clip", "what mine says");
        fleet.TextFrontend.AnswersOf = start => start.Ssml
            ? [Prompt(1), Words("ab"), Stretch("mine"), Prompt(9), Words("cd"), Stretch("oskar"), Prompt(9), Words("e", end: true)]
            : [new TokenizeResponse { Prompt = new PromptTokens { Role = { 5 }, Reference = { start.ReferenceTranscript.Select(letter => (uint)letter) } } }, Words("a", end: true)];
        using var call = fleet.Open();

        await call.Say(Start(Mode.CloneInContext), "<speak/>");

        var starts = fleet.TokenGenerator.Starts.ToArray();
        // Oskar has no transcript.
        Assert.Equal([Mode.CloneInContext, Mode.CloneInContext, Mode.CloneXVector], starts.Select(start => start.Mode));
        Assert.Equal("what mine says", new string([.. starts[1].Prompt.Reference.Select(id => (char)id)]));
        Assert.Equal([9u, 'j', 9u, 'e'], starts[0].Reference.Codes);
        Assert.Equal([9u, 'c', 9u, 'p'], starts[1].Reference.Codes);
        Assert.Null(starts[2].Reference);
        // What is decoded next is sent before the decoder has come to it: which call it sees first is by chance.
        Assert.Equal(
            [[9u, 'j', 9u, 'e'], [9u, 'c', 9u, 'p'], []],
            fleet.AcousticDecoder.Starts.Select(start => start.Context?.Codes.ToArray() ?? []).OrderBy(codes => codes is [_, var letter, ..] ? "jc".IndexOf((char)letter) : 2));
    }

    [Fact]
    public async Task Speaker_OfACustomVoiceModel_IsTaken()
    {
        await using var fleet = await FakeFleet.StartUsual();
        fleet.TextFrontend.Answers = [Prompt(1), Words("ab"), Stretch("Vivian"), Prompt(1), Words("cd", end: true)];
        using var call = fleet.Open();

        await call.Say(new SynthesizeStart { Voice = "Ryan", InputType = InputType.Ssml }, "<speak/>");

        Assert.Equal(["Ryan", "Vivian"], fleet.TokenGenerator.Starts.Select(start => start.Speaker));
    }

    [Theory]
    [InlineData("joe", "nobody no-one", StatusCode.NotFound, "There is no voice 'nobody'. Voices: 'joe', 'oskar'")]
    [InlineData("joe", "Ryan", StatusCode.FailedPrecondition, "nano")]
    [InlineData(null, "joe", StatusCode.FailedPrecondition, "The model 'designer' does not have the mode")]
    public async Task Voice_ThatCannotSpeak_IsRefusedAsOneOfTheRequest(string? voice, string name, StatusCode code, string message)
    {
        await using var fleet = await FakeFleet.StartUsual();
        fleet.TextFrontend.Answers = [Prompt(1), Words("ab"), Stretch(name), Prompt(1), Words("cd", end: true)];
        using var call = fleet.Open();

        await call.SendUntilRefused(
            new SynthesizeRequest
            {
                Start = voice is null
                    ? new SynthesizeStart { Mode = Mode.VoiceDesign, Instruction = "deep", InputType = InputType.Ssml }
                    : new SynthesizeStart { Voice = voice, InputType = InputType.Ssml },
            },
            new SynthesizeRequest { Text = "<speak/>" },
            new SynthesizeRequest { End = new SynthesizeEnd() });
        var status = await call.Fail();

        Assert.Equal(code, status.StatusCode);
        Assert.Contains(message, status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Voice_ThatIsRevoked_StopsTheUtterance()
    {
        await using var fleet = await FakeFleet.StartUsual();
        await fleet.CreateVoice("mine", "clip");
        var speaking = new TaskCompletionSource();
        fleet.TextFrontend.Answers = [Prompt(1), Words("a"), Stretch("mine"), Prompt(1), Words("b", end: true)];
        fleet.TokenGenerator.OnFrame = async (token, cancellation) =>
        {
            if (token is not 'b')
                return;
            speaking.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
        };
        using var call = fleet.Open();
        await call.Start(Start());
        await call.Text("<speak/>");
        await speaking.Task.WaitAsync(Ct);

        await fleet.Voices.RevokeVoiceAsync(new RevokeVoiceRequest { Name = "mine" }, cancellationToken: Ct);

        Assert.Equal(new Status(StatusCode.PermissionDenied, "The voice 'mine' was revoked."), await call.Fail());
    }

    [Fact]
    public async Task Document_ThatIsCancelledBeforeItsFirstWords_Ends()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        await call.Start(Start());
        await call.Send(new SynthesizeRequest { Cancel = new SynthesizeCancel() });
        await call.HalfClose();
        var spoken = await call.ReadToEnd();

        Assert.Equal((FinishReason.Cancelled, 0ul), (spoken.Finished!.Reason, spoken.Finished.Frames));
    }

    private static SynthesizeStart Start(Mode mode = Mode.CloneXVector) =>
        new() { Voice = "joe", Mode = mode, AudioEncoding = AudioEncoding.PcmF32Le, InputType = InputType.Ssml };

    private static string ClipOf(GenerateStart start) => (start.XVector[0], start.XVector[1]) switch
    {
        (3, 'j') => "joe",
        (5, 'o') => "oskar",
        (4, 'c') => "clip",
        _ => "?",
    };

    private static TokenizeResponse Prompt(uint role) => new() { Prompt = new PromptTokens { Role = { role, 2, 3 } } };

    private static TokenizeResponse Words(string words, bool end = false) =>
        new() { Tokens = new TextTokens { Ids = { words.Select(letter => (uint)letter) }, End = end } };

    private static TokenizeResponse Stretch(string voice) =>
        new() { Stretch = new StretchStart { Voice = voice, Prosody = new Prosody { Rate = 1 } } };
}
