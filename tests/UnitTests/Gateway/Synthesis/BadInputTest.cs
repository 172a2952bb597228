using Grpc.Core;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Synthesis;

public sealed class BadInputTest
{
    private static readonly SynthesizeRequest Start = new() { Start = new SynthesizeStart { Voice = "joe" } };
    private static readonly SynthesizeRequest Text = new() { Text = "a" };
    private static readonly SynthesizeRequest End = new() { End = new SynthesizeEnd() };

    public static TheoryData<SynthesizeRequest[], string> WrongOrders => new()
    {
        { [], "The call ended without a message; the first must be 'start' or 'resume'." },
        { [Text, Start], "The first message is 'text'; it must be 'start' or 'resume'." },
        { [new SynthesizeRequest()], "The first message is an empty message; it must be 'start' or 'resume'." },
        { [Start, Text, Start], "'start' came after 'start'; only 'text', 'flush' and then 'end', or 'cancel', may follow it." },
        { [Start, new SynthesizeRequest()], "an empty message came after 'start'; only 'text', 'flush' and then 'end', or 'cancel', may follow it." },
        { [Start, Text, End, Text], "'text' came after 'end', which only 'cancel' may follow." },
        { [Start, Text, End, End], "'end' came after 'end', which only 'cancel' may follow." },
    };

    public static TheoryData<SynthesizeStart, StatusCode, string> WrongStarts => new()
    {
        { new() { Model = "huge" }, StatusCode.NotFound, "There is no model 'huge'. Served: 'nano', 'actors', 'designer'." },
        {
            new() { Voice = "nobody" }, StatusCode.NotFound,
            "There is no voice 'nobody'. Voices: 'joe', 'oskar'. Speakers: 'Vivian', 'Ryan'."
        },
        {
            new() { Voice = "ryan", Language = "Klingon" }, StatusCode.NotFound,
            "There is no language 'Klingon' in 'actors'. Languages: 'English', 'German', 'auto'."
        },
        {
            new() { Model = "nano", Mode = Mode.VoiceDesign }, StatusCode.FailedPrecondition,
            "The model 'nano' does not have the mode voice_design. Served models that have it: 'designer'."
        },
        {
            new() { Voice = "joe", Instruction = "Whisper." }, StatusCode.FailedPrecondition,
            "The model 'nano' takes no instruction. Served models that take one: 'actors', 'designer'."
        },
        {
            new() { Voice = "oskar", Mode = Mode.CloneInContext }, StatusCode.InvalidArgument,
            "The voice 'oskar' has no transcript, which the mode clone_in_context needs: register it with one, or use clone_x_vector."
        },
        {
            new() { Mode = (Mode)9 }, StatusCode.InvalidArgument,
            "mode has no value 9. Values: 0 (Unspecified), 1 (CloneXVector), 2 (CloneInContext), 3 (CustomVoice), 4 (VoiceDesign)."
        },
        {
            new() { TextDelivery = (TextDelivery)9 }, StatusCode.InvalidArgument,
            "text_delivery has no value 9. Values: 0 (Unspecified), 1 (Streaming), 2 (Whole)."
        },
        {
            new() { AudioEncoding = (AudioEncoding)9 }, StatusCode.InvalidArgument,
            "audio_encoding has no value 9. Values: 0 (Unspecified), 1 (PcmS16Le), 2 (PcmF32Le)."
        },
        { With(new Sampling { Temperature = -1 }), StatusCode.InvalidArgument, "sampling.temperature is -1; it must be 0 (greedy) or more." },
        { With(new Sampling { Temperature = float.NaN }), StatusCode.InvalidArgument, "sampling.temperature is NaN; it must be 0 (greedy) or more." },
        { With(new Sampling { TopK = -1 }), StatusCode.InvalidArgument, "sampling.top_k is -1; it must be 0 (all codes) or more." },
        { With(new Sampling { TopP = 1.5f }), StatusCode.InvalidArgument, "sampling.top_p is 1.5; it must be more than 0 and at most 1." },
        { With(new Sampling { RepetitionPenalty = 0 }), StatusCode.InvalidArgument, "sampling.repetition_penalty is 0; it must be more than 0." },
        { With(new Sampling { PredictorTemperature = -1 }), StatusCode.InvalidArgument, "sampling.predictor_temperature is -1; it must be 0 (greedy) or more." },
        { With(new Sampling { PredictorTopK = -1 }), StatusCode.InvalidArgument, "sampling.predictor_top_k is -1; it must be 0 (all codes) or more." },
        { With(new Sampling { PredictorTopP = 0 }), StatusCode.InvalidArgument, "sampling.predictor_top_p is 0; it must be more than 0 and at most 1." },
        { With(new Sampling { MaxFrames = 0 }), StatusCode.InvalidArgument, "sampling.max_frames is 0; it must be 1 or more." },
    };

    [Theory]
    [MemberData(nameof(WrongOrders))]
    public async Task Messages_OutOfOrder_AreInvalidAndTheFleetGoesOn(SynthesizeRequest[] requests, string message)
    {
        await using var fleet = await FakeFleet.StartUsual();
        // The speech must not end before the message that is wrong.
        fleet.TokenGenerator.OnFrame = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        using (var call = fleet.Open())
        {
            await call.SendUntilRefused(requests);

            Assert.Equal(new Status(StatusCode.InvalidArgument, message), await call.Fail());
        }

        fleet.TokenGenerator.OnFrame = (_, _) => Task.CompletedTask;
        using var next = fleet.Open();
        Assert.NotNull((await next.Say(Start.Start, "a")).Finished);
    }

    [Theory]
    [MemberData(nameof(WrongStarts))]
    public async Task Start_ThatAsksForWhatIsNot_IsRefusedBeforeAnyStageStarts(SynthesizeStart start, StatusCode status, string message)
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        await call.Start(start);

        Assert.Equal(new Status(status, message), await call.Fail());
        Assert.Empty(fleet.TextFrontend.Starts);
    }

    [Fact]
    public async Task EmptyText_IsRefusedWithTheFrontendsWords()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        await call.Start(Start.Start);
        await call.HalfClose();

        Assert.Equal(new Status(StatusCode.InvalidArgument, "There is nothing to say."), await call.Fail());
    }

    [Fact]
    public async Task Text_ThatTheFrontendRefusesMidway_EndsTheCallWhileTheClientStillSends()
    {
        await using var fleet = FakeFleet.Usual();
        fleet.TextFrontend.OnText = piece => piece is "x" ? throw SpeechException.Invalid("The text is too long.") : Task.CompletedTask;
        await fleet.Start();
        using var call = fleet.Open();

        await call.Start(Start.Start);
        for (var i = 0; i < 20; i++)
            await call.Text("a");
        await fleet.WorkerOf("TokenGenerator").Probe.Started;
        await fleet.WorkerOf("AcousticDecoder").Probe.Started;
        await call.Text("x");

        Assert.Equal(new Status(StatusCode.InvalidArgument, "The text is too long."), await call.Fail());
        await fleet.WorkerOf("TokenGenerator").Probe.Cancelled;
        await fleet.WorkerOf("AcousticDecoder").Probe.Cancelled;
    }

    private static SynthesizeStart With(Sampling sampling) => new() { Voice = "joe", Sampling = sampling };
}
