using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Synthesis;

public sealed class StreamingTest
{
    private static readonly SynthesizeStart Joe = new() { Voice = "joe", AudioEncoding = AudioEncoding.PcmF32Le };

    [Fact]
    public async Task Text_InPieces_IsSpokenWhole()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        var spoken = await call.Say(Joe, "Hel", "lo", "!");

        Assert.Equal(FakeAcousticDecoder.Samples("Hello!"), spoken.Floats);
        Assert.Equal((FinishReason.Stop, 6ul, 24ul), (spoken.Finished!.Reason, spoken.Finished.Frames, spoken.Finished.Samples));
    }

    [Fact]
    public async Task FirstAudio_LeavesBeforeTheTextHasEnded()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        await call.Start(Joe);
        Assert.NotNull((await call.Next())!.Started);
        await call.Text("a");
        Assert.Equal(0ul, (await call.Next())!.Audio.FirstSample);
        await call.Text("b");
        Assert.Equal(4ul, (await call.Next())!.Audio.FirstSample);
        await call.HalfClose();

        Assert.Equal(8ul, (await call.Next())!.Finished.Samples);
        Assert.Null(await call.Next());
    }

    [Fact]
    public async Task AllStages_AreOpenBeforeTheFirstText()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        await call.Start(Joe);

        await fleet.WorkerOf("TextFrontend").Probe.Started;
        await fleet.WorkerOf("SpeakerEmbedding").Probe.Started;
        await fleet.WorkerOf("TokenGenerator").Probe.Started;
        await fleet.WorkerOf("AcousticDecoder").Probe.Started;
    }

    [Fact]
    public async Task SlowVoice_DoesNotKeepTextFromBeingRead()
    {
        var tokenized = new TaskCompletionSource();
        var embed = new TaskCompletionSource();
        await using var fleet = FakeFleet.Usual();
        fleet.SpeakerEmbedding.OnEmbed = cancellation => embed.Task.WaitAsync(cancellation);
        fleet.TextFrontend.OnText = piece => { if (piece is "b") tokenized.SetResult(); return Task.CompletedTask; };
        await fleet.Start();
        using var call = fleet.Open();

        await call.Start(Joe);
        await call.Text("a");
        await call.Text("b");
        await tokenized.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Empty(fleet.TokenGenerator.Starts);
        embed.SetResult();
        await call.End();

        Assert.Equal(FakeAcousticDecoder.Samples("ab"), (await call.ReadToEnd()).Floats);
        Assert.Equal([3, (float)'j'], fleet.TokenGenerator.Starts.Single().XVector);
    }

    [Fact]
    public async Task Speech_ThatEndsBeforeTheText_EndsTheCall()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        await call.Start(new SynthesizeStart { Voice = "joe", Sampling = new Sampling { MaxFrames = 2 } });
        await call.Text("abcdef");
        var spoken = await call.ReadToEnd();

        Assert.Equal((FinishReason.Length, 2ul), (spoken.Finished!.Reason, spoken.Finished.Frames));
    }

    [Fact]
    public async Task Utterances_Interleaved_DoNotMix()
    {
        await using var fleet = await FakeFleet.StartUsual();
        var texts = Enumerable.Range(0, 12).Select(i => new string((char)('a' + i), 3 + i)).ToList();

        var spoken = await Task.WhenAll(texts.Select(async (text, i) =>
        {
            using var call = fleet.Open();
            return await call.Say(
                i % 2 is 0 ? Joe : new SynthesizeStart { Voice = "vivian", AudioEncoding = AudioEncoding.PcmF32Le },
                [.. text.Select(letter => letter.ToString())]);
        }));

        Assert.Equal(texts.Select(FakeAcousticDecoder.Samples), spoken.Select(one => one.Floats));
        Assert.Equal(12, spoken.Select(one => one.Started!.UtteranceId).Distinct().Count());
    }

    [Fact]
    public async Task SixteenBitPcm_IsTheDefault_RoundedAndClamped()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        var spoken = await call.Say(new SynthesizeStart { Voice = "joe" }, "aӨ");

        Assert.Equal(AudioEncoding.PcmS16Le, spoken.Started!.AudioEncoding);
        // 97 and 98 thousandths; U+04E8, 1256 thousandths, is beyond full scale.
        Assert.Equal(
            [3178, -3178, 3211, -3211, 32767, -32768, 32767, -32768],
            Enumerable.Range(0, 8).Select(i => BitConverter.ToInt16(spoken.Pcm, i * 2)));
    }

    [Fact]
    public async Task Seed_GivenOrDrawn_IsReturnedAndUsed()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var given = fleet.Open();
        using var first = fleet.Open();
        using var second = fleet.Open();

        var seeds = new[]
        {
            (await given.Say(new SynthesizeStart { Voice = "joe", Seed = 0 }, "a")).Started!.Seed,
            (await first.Say(new SynthesizeStart { Voice = "joe" }, "a")).Started!.Seed,
            (await second.Say(new SynthesizeStart { Voice = "joe" }, "a")).Started!.Seed,
        };

        Assert.Equal(0ul, seeds[0]);
        Assert.Equal(3, seeds.Distinct().Count());
        Assert.Equal(seeds, fleet.TokenGenerator.Starts.Select(start => start.Seed));
    }

    [Fact]
    public async Task Sampling_ReachesTheGenerator_AndWhatIsAbsentStaysAbsent()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();
        var sampling = new Sampling { Temperature = 0, TopK = 5, PredictorTopP = 0.5f };

        await call.Say(new SynthesizeStart { Voice = "joe", Sampling = sampling }, "a");

        Assert.Equal(sampling, fleet.TokenGenerator.Starts.Single().Sampling);
    }

    [Theory]
    [InlineData("joe", Mode.Unspecified, TextDelivery.Unspecified, TextDelivery.Streaming)]
    [InlineData("joe", Mode.CloneInContext, TextDelivery.Unspecified, TextDelivery.Streaming)]
    [InlineData("joe", Mode.CloneXVector, TextDelivery.Whole, TextDelivery.Whole)]
    [InlineData("ryan", Mode.Unspecified, TextDelivery.Unspecified, TextDelivery.Whole)]
    [InlineData("ryan", Mode.CustomVoice, TextDelivery.Streaming, TextDelivery.Streaming)]
    [InlineData("", Mode.VoiceDesign, TextDelivery.Unspecified, TextDelivery.Whole)]
    public async Task TextDelivery_IsAsAskedOrAsTheModeHasIt(string voice, Mode mode, TextDelivery asked, TextDelivery expected)
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        await call.Say(new SynthesizeStart { Voice = voice, Mode = mode, TextDelivery = asked }, "a");

        Assert.Equal(expected, fleet.TokenGenerator.Starts.Single().TextDelivery);
    }

    [Fact]
    public async Task InContext_ReferenceGoesToEveryStage()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        var spoken = await call.Say(new SynthesizeStart { Voice = "joe", Mode = Mode.CloneInContext, AudioEncoding = AudioEncoding.PcmF32Le }, "a");

        Assert.Equal("what joe says", fleet.TextFrontend.Starts.Single().ReferenceTranscript);
        uint[] codes = [9, 'j', 9, 'e'];
        Assert.Equal(codes, fleet.TokenGenerator.Starts.Single().Reference.Codes);
        Assert.Equal(codes, fleet.AcousticDecoder.Starts.Single().Context.Codes);
        Assert.Equal(FakeAcousticDecoder.Samples("a"), spoken.Floats);
    }

    [Fact]
    public async Task XVector_NoReferenceGoesToAnyStage()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        await call.Say(Joe, "a");

        Assert.Empty(fleet.TextFrontend.Starts.Single().ReferenceTranscript);
        Assert.Null(fleet.TokenGenerator.Starts.Single().Reference);
        Assert.Null(fleet.AcousticDecoder.Starts.Single().Context);
        Assert.False(fleet.SpeakerEmbedding.Starts.Single().WithCodes);
    }
}
