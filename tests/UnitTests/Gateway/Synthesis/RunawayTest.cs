using Qwen3Tts.Internal.V1;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Synthesis;

/// <summary>What a client hears, and does not hear, of a runaway; and the ends that it asks for itself.</summary>
public sealed class RunawayTest
{
    private static readonly SynthesizeStart Joe = new() { Voice = "joe", AudioEncoding = AudioEncoding.PcmF32Le, Seed = 7 };
    private static readonly SynthesizeStart File = new(Joe) { Delivery = V1.Delivery.File };

    [Fact]
    public async Task Runaway_IsFadedOutAndNamed()
    {
        await using var fleet = FakeFleet.Usual();
        fleet.TokenGenerator.Answers = [.. Frames(100, 3), Runaway(3, since: 3)];
        await fleet.Start();
        using var call = fleet.Open();

        var spoken = await call.Say(Joe, "a");

        Assert.Equal((FinishReason.Runaway, 4ul), (spoken.Finished!.Reason, spoken.Finished.Frames));
        Assert.Equal(FakeAcousticDecoder.Samples("def"), spoken.Floats[..12]);
        Assert.Equal(0, spoken.Floats[^1], 1e-6f);
        Assert.InRange(spoken.Floats[12], 0.001f, 0.0029f);
    }

    [Fact]
    public async Task FileOfWhichNothingHasLeft_IsBegunAgainWithTheSecondSeed()
    {
        await using var fleet = FakeFleet.Usual();
        fleet.TokenGenerator.AnswersOf = start => start.Seed == 7 ? [.. Frames(0, 20), Runaway(20, since: 4)] : null;
        await fleet.Start();
        using var call = fleet.Open();

        var spoken = await call.Say(File, "Hel", "lo");

        Assert.Equal((FinishReason.Stop, 5ul, 1u), (spoken.Finished!.Reason, spoken.Finished.Frames, spoken.Finished.Retries));
        Assert.Equal(FakeAcousticDecoder.Samples("Hello"), spoken.Floats);
        Assert.Equal([7ul, 7ul + 0x9E3779B97F4A7C15], fleet.TokenGenerator.Starts.Select(start => start.Seed));
        Assert.Equal(7ul, spoken.Started!.Seed);
    }

    [Fact]
    public async Task SecondRunaway_IsTheEnd()
    {
        await using var fleet = FakeFleet.Usual();
        fleet.TokenGenerator.AnswersOf = _ => [.. Frames(0, 20), Runaway(20, since: 4)];
        await fleet.Start();
        using var call = fleet.Open();

        var spoken = await call.Say(File, "a");

        Assert.Equal((FinishReason.Runaway, 5ul, 1u), (spoken.Finished!.Reason, spoken.Finished.Frames, spoken.Finished.Retries));
        Assert.Equal(2, fleet.TokenGenerator.Starts.Count);
    }

    [Fact]
    public async Task Cancel_WhileTextIsStillExpected_EndsTheSpeechAndSaysSo()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();
        await call.Start(Joe);
        await call.Text("a");
        Assert.NotNull((await call.Next())!.Started);
        Assert.NotNull((await call.Next())!.Audio);

        await call.Send(new SynthesizeRequest { Cancel = new SynthesizeCancel() });

        Assert.Equal((FinishReason.Cancelled, 1ul, 4ul), Ended(await call.Next()));
        Assert.Null(await call.Next());
    }

    [Fact]
    public async Task Cancel_AfterTheEnd_EndsTheSpeech()
    {
        await using var fleet = FakeFleet.Usual();
        fleet.TokenGenerator.OnFrame = (token, cancellation) => token is 'b' ? Task.Delay(Timeout.InfiniteTimeSpan, cancellation) : Task.CompletedTask;
        await fleet.Start();
        using var call = fleet.Open();
        await call.Start(Joe);
        await call.Text("ab");
        await call.End();
        Assert.NotNull((await call.Next())!.Started);
        Assert.NotNull((await call.Next())!.Audio);

        await call.Send(new SynthesizeRequest { Cancel = new SynthesizeCancel() });

        Assert.Equal((FinishReason.Cancelled, 1ul, 4ul), Ended(await call.Next()));
    }

    private static (FinishReason Reason, ulong Frames, ulong Samples) Ended(SynthesizeResponse? last) =>
        (last!.Finished.Reason, last.Finished.Frames, last.Finished.Samples);

    private static IEnumerable<GenerateResponse> Frames(int first, int count) => Enumerable.Range(first, count)
        .Select(i => new GenerateResponse { Frames = new CodeFrames { FirstFrame = (uint)(i - first), Codes = { (uint)i, (uint)i + 1 } } });

    private static GenerateResponse Runaway(uint frames, uint since) => new()
    {
        Finished = new GenerateFinished
        {
            Reason = FinishReason.Runaway, Frames = frames, Since = since, Fade = new CodeFrames { FirstFrame = frames, Codes = { frames, frames + 1 } },
        },
    };
}
