using Grpc.Core;
using Qwen3Tts.Internal.V1;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Synthesis;

/// <summary>What the text parts is generated as one utterance that goes on, and heard apart. A frame is four samples.</summary>
public sealed class StretchesTest
{
    private const int Kept = 2 * 120;

    [Fact]
    public async Task Stretch_GoesOnFromTheFramesBefore_AfterItsPause()
    {
        await using var fleet = await FakeFleet.StartUsual();
        fleet.TextFrontend.Answers = [Prompt(1), Words("ab"), Stretch(pauseMs: 100), Mark("here"), Words("cd"), Words("", end: true)];
        using var call = fleet.Open();

        var spoken = await call.Say(Ssml(), "<speak/>");

        Assert.Equal(["", "ab"], fleet.TokenGenerator.Starts.Select(start => new string([.. Made(start)])));
        Assert.Equal((FinishReason.Stop, 4ul), (spoken.Finished!.Reason, spoken.Finished.Frames));
        Assert.Equal(8 + (2400 - Kept) + 8, spoken.Floats.Length);
        Assert.All(spoken.Floats[8..^8], sample => Assert.Equal(0, sample));
        Assert.NotEqual(0, spoken.Floats[^8]);
        Assert.Equal(("here", (ulong)(8 + 2400 - Kept), false), (spoken.Marks[0].Name, spoken.Marks[0].Sample, spoken.Marks[0].Estimated));
    }

    [Fact]
    public async Task Stretch_OfWhichNothingIsSaid_IsSaidByItself()
    {
        await using var fleet = await FakeFleet.StartUsual();
        fleet.TextFrontend.Answers = [Prompt(1), Words("ab"), Stretch(pauseMs: 100), Words("cd"), Words("", end: true)];
        fleet.TokenGenerator.AnswersOf = start => start.Made is { Codes.Count: > 0 }
            ? [new GenerateResponse { Finished = new GenerateFinished { Reason = FinishReason.Stop } }]
            : null;
        using var call = fleet.Open();

        var spoken = await call.Say(Ssml(), "<speak/>");

        Assert.Equal(["", "ab", ""], fleet.TokenGenerator.Starts.Select(start => new string([.. Made(start)])));
        Assert.Equal((FinishReason.Stop, 4ul), (spoken.Finished!.Reason, spoken.Finished.Frames));
        Assert.Equal(8 + (2400 - Kept) + 8, spoken.Floats.Length);
    }

    [Fact]
    public async Task Pause_AtTheEnd_IsHeardAndNothingGeneratedForIt()
    {
        await using var fleet = await FakeFleet.StartUsual();
        fleet.TextFrontend.Answers = [Prompt(1), Words("ab"), Stretch(pauseMs: 50), Words("", end: true)];
        using var call = fleet.Open();

        var spoken = await call.Say(Ssml(), "<speak/>");

        Assert.Single(fleet.TokenGenerator.Starts);
        Assert.Equal(8 + (1200 - Kept), spoken.Floats.Length);
    }

    [Fact]
    public async Task Pause_AtTheStart_ComesBeforeTheWords()
    {
        await using var fleet = await FakeFleet.StartUsual();
        fleet.TextFrontend.Answers = [Stretch(pauseMs: 50), Prompt(1), Words("ab", end: true)];
        using var call = fleet.Open();

        var spoken = await call.Say(Ssml(), "<speak/>");

        Assert.Equal((1200 - 120) + 8, spoken.Floats.Length);
        Assert.Equal(0, spoken.Floats[0]);
    }

    [Fact]
    public async Task Stretch_WithAPromptOfItsOwn_BeginsAnew()
    {
        await using var fleet = await FakeFleet.StartUsual();
        fleet.TextFrontend.Answers = [Prompt(1), Words("ab"), Stretch(pauseMs: 100), Prompt(9), Words("cd"), Stretch(pauseMs: 100), Words("ef", end: true)];
        using var call = fleet.Open();

        var spoken = await call.Say(Ssml(), "<speak/>");

        Assert.Equal([1u, 9u, 9u], fleet.TokenGenerator.Starts.Select(start => start.Prompt.Role[0]));
        Assert.Equal(["", "", "cd"], fleet.TokenGenerator.Starts.Select(start => new string([.. Made(start)])));
        Assert.Equal(6ul, spoken.Finished!.Frames);
    }

    [Theory]
    [InlineData(InputType.Text, 0)]
    [InlineData(InputType.Ssml, 7200 - Kept)]
    public async Task LongText_IsSaidInPartsOneAfterTheOther(InputType input, int silence)
    {
        await using var fleet = await FakeFleet.StartUsual();
        fleet.TokenGenerator.TellsPositions = true;
        var cut = new TokenizeResponse { Stretch = new StretchStart { Cut = true } };
        fleet.TextFrontend.Answers = [Prompt(1), Words("ab"), cut, Prompt(1), Words("cde"), cut, Prompt(1), Words("f", end: true)];
        using var call = fleet.Open();

        var spoken = await call.Say(new SynthesizeStart { Voice = "joe", InputType = input, AudioEncoding = AudioEncoding.PcmF32Le }, "text");

        Assert.Equal(["", "", ""], fleet.TokenGenerator.Starts.Select(start => new string([.. Made(start)])));
        Assert.Equal((FinishReason.Stop, 6ul), (spoken.Finished!.Reason, spoken.Finished.Frames));
        Assert.Equal(24 + 2 * silence, spoken.Floats.Length);
        if (input is InputType.Text)
            Assert.Equal(FakeAcousticDecoder.Samples("abcdef"), spoken.Floats);
    }

    [Fact]
    public async Task LongText_WithALimitOfFrames_IsNotCut()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();
        using var limited = fleet.Open();

        await call.Say(new SynthesizeStart { Voice = "joe" }, "text");
        await limited.Say(new SynthesizeStart { Voice = "joe", Sampling = new Sampling { MaxFrames = 100 } }, "text");

        Assert.Equal([true, false], fleet.TextFrontend.Starts.Select(start => start.CutsLongText));
    }

    [Theory]
    [InlineData(InputType.Ssml)]
    [InlineData(InputType.Text)]
    public async Task Warnings_AreToldBeforeTheEnd(InputType input)
    {
        await using var fleet = await FakeFleet.StartUsual();
        fleet.TextFrontend.Answers = [Prompt(1), new TokenizeResponse { Warning = "odd" }, Words("ab", end: true)];
        using var call = fleet.Open();

        Assert.Equal(["odd"], (await call.Say(new SynthesizeStart { Voice = "joe", InputType = input }, "text")).Warnings);
    }

    [Fact]
    public async Task RateOfTheRequest_ChangesThePlainText()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();
        var text = new string('a', 1000);

        var spoken = await call.Say(new SynthesizeStart { Voice = "joe", Prosody = new Prosody { Rate = 2 } }, text);

        Assert.Equal((1000ul, 2000ul), (spoken.Finished!.Frames, spoken.Finished.Samples));
        Assert.Single(fleet.TokenGenerator.Starts);
    }

    [Fact]
    public async Task Neutral_Document_IsHeardAsTheTextIs()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        var spoken = await call.Say(Ssml(), new string('a', 500));

        Assert.Equal(FakeAcousticDecoder.Samples(new string('a', 500)), spoken.Floats);
        Assert.True(fleet.TextFrontend.Starts.Single().Ssml);
    }

    [Theory]
    [InlineData(3, 0, 0, "prosody.rate is 3; it must be 0.5 to 2.")]
    [InlineData(1, 7, 0, "prosody.pitch_semitones is 7; it must be -6 to 6.")]
    [InlineData(1, 0, 13, "prosody.volume_db is 13; it must be -96 to 12.")]
    [InlineData(double.NaN, 0, 0, "prosody.rate is NaN; it must be 0.5 to 2.")]
    public async Task Prosody_OutOfItsRange_IsRefused(double rate, double pitch, double volume, string message)
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        await call.SendUntilRefused(new SynthesizeRequest
        {
            Start = new SynthesizeStart { Prosody = new Prosody { Rate = rate, PitchSemitones = pitch, VolumeDb = volume } },
        });
        var status = await call.Fail();

        Assert.Equal((StatusCode.InvalidArgument, message), (status.StatusCode, status.Detail));
    }

    private static SynthesizeStart Ssml() => new() { Voice = "joe", AudioEncoding = AudioEncoding.PcmF32Le, InputType = InputType.Ssml };

    private static IEnumerable<char> Made(GenerateStart start) => (start.Made?.Codes ?? []).Where((_, i) => i % 2 is 0).Select(code => (char)code);

    private static TokenizeResponse Prompt(uint role) => new() { Prompt = new PromptTokens { Role = { role, 2, 3 } } };

    private static TokenizeResponse Words(string words, bool end = false) =>
        new() { Tokens = new TextTokens { Ids = { words.Select(letter => (uint)letter) }, End = end } };

    private static TokenizeResponse Stretch(uint pauseMs) => new() { Stretch = new StretchStart { PauseMs = pauseMs, Prosody = new Prosody { Rate = 1 } } };

    private static TokenizeResponse Mark(string name) => new() { Mark = new MarkPlace { Name = name } };
}
