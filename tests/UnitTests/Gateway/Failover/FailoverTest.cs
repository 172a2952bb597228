using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Failover;

/// <summary>Workers that die or stall in the middle of an utterance.</summary>
public sealed class FailoverTest
{
    private static readonly SynthesizeStart Joe = new() { Voice = "joe", AudioEncoding = AudioEncoding.PcmF32Le };

    public static TheoryData<string> Services => ["TextFrontend", "TokenGenerator", "AcousticDecoder"];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Utterance_WhoseWorkerDies_GoesOnWithAnother_AndLosesNothing(string service)
    {
        await using var fleet = FakeFleet.Usual();
        var twin = FakeFleet.Usual();
        await fleet.Start(($"Services:{service}:1", await Start(fleet, twin, service)));
        using var call = fleet.Open();
        var spoken = await BeginAsync(call, "ab");

        await fleet.Kill(fleet.Gateway.App.Configuration[$"Services:{service}:0"]!);

        await EndAsync(call, spoken, "cd");
        Assert.Equal(FakeAcousticDecoder.Samples("abcd"), spoken.Floats);
        Assert.Equal(4u, spoken.Finished!.Frames);
        Assert.Single(Starts(twin, service));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Utterance_WhoseOnlyWorkerComesBackInTime_GoesOn(string service)
    {
        await using var fleet = await FakeFleet.StartUsual(("Failover:Patience", "00:01:00"));
        var address = fleet.Gateway.App.Configuration[$"Services:{service}:0"]!;
        using var call = fleet.Open();
        var spoken = await BeginAsync(call, "ab");

        await fleet.Kill(address);
        Assert.Equal(address, await Start(fleet, FakeFleet.Usual(), service, address));

        await EndAsync(call, spoken, "cd");
        Assert.Equal(FakeAcousticDecoder.Samples("abcd"), spoken.Floats);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Utterance_WhoseWorkerStops_IsHandedOver_SoThatItCanStop(string service)
    {
        await using var fleet = FakeFleet.Usual();
        fleet.HearsOfStops = true;
        var twin = FakeFleet.Usual();
        await fleet.Start(($"Services:{service}:1", await Start(fleet, twin, service)), ("Failover:Burst", "1"));
        using var call = fleet.Open();
        var spoken = await BeginAsync(call, "ab");

        // Ends with its last call, whose text has not ended.
        await fleet.Stop(fleet.Gateway.App.Configuration[$"Services:{service}:0"]!);

        await EndAsync(call, spoken, "cd");
        Assert.Equal(FakeAcousticDecoder.Samples("abcd"), spoken.Floats);
        Assert.Single(Starts(twin, service));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Utterance_WhoseOnlyWorkerStops_IsSpokenToItsEndByIt(string service)
    {
        await using var fleet = FakeFleet.Usual();
        fleet.HearsOfStops = true;
        await fleet.Start();
        using var call = fleet.Open();
        var spoken = await BeginAsync(call, "ab");

        var stopping = fleet.Stop(fleet.Gateway.App.Configuration[$"Services:{service}:0"]!);
        while (!fleet.Gateway.Log.Entries.Any(entry => entry.Text.Contains("stays with", StringComparison.Ordinal)))
            await Task.Delay(10, TestContext.Current.CancellationToken);
        await EndAsync(call, spoken, "cd");

        Assert.Equal(FakeAcousticDecoder.Samples("abcd"), spoken.Floats);
        await stopping;
    }

    [Theory]
    [InlineData("Failover:StallAfter", "00:00:00.2")]
    // One that was fast is given up long before the longest time.
    [InlineData("Failover:StallFloor", "00:00:00.2")]
    public async Task Utterance_WhoseGeneratorStalls_GoesOnWithAnother(string setting, string time)
    {
        await using var fleet = FakeFleet.Usual();
        var twin = FakeFleet.Usual();
        fleet.TokenGenerator.OnFrame = (token, cancelled) => token is 'd' ? Task.Delay(Timeout.Infinite, cancelled) : Task.CompletedTask;
        await fleet.Start(
            ("Services:TokenGenerator:1", await Start(fleet, twin, "TokenGenerator")),
            ("Services:DescribePeriod", "01:00:00"),
            ("Failover:StallAfter", "00:10:00"),
            (setting, time));
        using var call = fleet.Open();

        var spoken = await call.Say(Joe, "ab", "cd");

        Assert.Equal(FakeAcousticDecoder.Samples("abcd"), spoken.Floats);
        Assert.NotEmpty(twin.TokenGenerator.Starts.Single().Made.Codes);
    }

    [Fact]
    public async Task OnlyGenerator_IsGivenAllTheTime()
    {
        await using var fleet = FakeFleet.Usual();
        fleet.TokenGenerator.OnFrame = (token, cancelled) => token is 'd' ? Task.Delay(500, cancelled) : Task.CompletedTask;
        await fleet.Start(("Failover:StallFloor", "00:00:00.1"));
        using var call = fleet.Open();

        var spoken = await call.Say(Joe, "ab", "cd");

        Assert.Equal(FakeAcousticDecoder.Samples("abcd"), spoken.Floats);
        Assert.Single(fleet.TokenGenerator.Starts);
    }

    [Fact]
    public async Task Utterance_WhoseGeneratorIsSilentBeforeItsFirstFrame_GoesOnWithAnother()
    {
        await using var fleet = FakeFleet.Usual();
        var twin = FakeFleet.Usual();
        fleet.TokenGenerator.OnFrame = (_, cancelled) =>
        {
            fleet.Silence(fleet.Gateway.App.Configuration["Services:TokenGenerator:0"]!);
            return Task.Delay(Timeout.Infinite, cancelled);
        };
        await fleet.Start(
            ("Services:TokenGenerator:1", await Start(fleet, twin, "TokenGenerator")),
            ("Services:DescribePeriod", "01:00:00"),
            ("Services:DescribeTimeout", "00:00:00.2"),
            ("Failover:StallAfter", "00:00:00.2"));
        using var call = fleet.Open();

        var spoken = await call.Say(Joe, "ab", "cd");

        Assert.Equal(FakeAcousticDecoder.Samples("abcd"), spoken.Floats);
        Assert.Single(twin.TokenGenerator.Starts);
    }

    [Fact]
    public async Task Utterance_WhoseGeneratorsDeviceIsStuckBeforeItsFirstFrame_GoesOnWithAnother()
    {
        await using var fleet = FakeFleet.Usual();
        var twin = FakeFleet.Usual();
        (fleet.HearsOfStops, fleet.WorkerSettings) = (true, [("Health:RunLimit", "00:00:01")]);
        fleet.TokenGenerator.OnFrame = async (_, cancelled) =>
        {
            using var run = fleet.WorkerOf("TokenGenerator").App.Services.GetRequiredService<RunWatch>().Begin();
            await Task.Delay(Timeout.Infinite, cancelled);
        };
        await fleet.Start(
            ("Services:TokenGenerator:1", await Start(fleet, twin, "TokenGenerator")), ("Failover:StallAfter", "00:10:00"));
        using var call = fleet.Open();

        var spoken = await call.Say(Joe, "ab", "cd");

        Assert.Equal(FakeAcousticDecoder.Samples("abcd"), spoken.Floats);
        Assert.Single(twin.TokenGenerator.Starts);
    }

    [Fact]
    public async Task Generator_ThatIsLongAtItsFirstFrame_ButAnswers_IsKept()
    {
        await using var fleet = FakeFleet.Usual();
        var twin = FakeFleet.Usual();
        fleet.TokenGenerator.OnFrame = (token, cancelled) => token is 'a' ? Task.Delay(500, cancelled) : Task.CompletedTask;
        await fleet.Start(
            ("Services:TokenGenerator:1", await Start(fleet, twin, "TokenGenerator")),
            ("Services:DescribePeriod", "01:00:00"),
            ("Failover:StallAfter", "00:00:00.1"));
        using var call = fleet.Open();

        var spoken = await call.Say(Joe, "ab", "cd");

        Assert.Equal(FakeAcousticDecoder.Samples("abcd"), spoken.Floats);
        Assert.Empty(twin.TokenGenerator.Starts);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("cd")]
    public async Task Utterance_WhoseTextFrontendStalls_GoesOnWithAnother(string stalls)
    {
        await using var fleet = FakeFleet.Usual();
        var twin = FakeFleet.Usual();
        var test = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fleet.TextFrontend.OnText = text => text == stalls ? test.Task : Task.CompletedTask;
        await fleet.Start(
            ("Services:TextFrontend:1", await Start(fleet, twin, "TextFrontend")),
            ("Services:DescribePeriod", "01:00:00"),
            ("Failover:StallAfter", "00:00:00.2"));
        using var call = fleet.Open();

        var spoken = await call.Say(Joe, "ab", "cd");

        test.SetResult();
        Assert.Equal(FakeAcousticDecoder.Samples("abcd"), spoken.Floats);
        Assert.Single(twin.TextFrontend.Starts);
    }

    [Fact]
    public async Task Workers_ThatWaitForText_DoNotStall()
    {
        await using var fleet = await FakeFleet.StartUsual(("Failover:StallAfter", "00:00:00.1"));
        using var call = fleet.Open();
        var spoken = await BeginAsync(call, "ab");

        await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);

        await EndAsync(call, spoken, "cd");
        Assert.Single(fleet.TextFrontend.Starts);
        Assert.Single(fleet.TokenGenerator.Starts);
        Assert.Single(fleet.AcousticDecoder.Starts);
    }

    [Theory]
    [InlineData("TokenGenerator")]
    [InlineData("AcousticDecoder")]
    public async Task Utterance_WhoseWorkerDies_SaysToTheNextThatItGoesOn(string service)
    {
        await using var fleet = FakeFleet.Usual();
        var twin = FakeFleet.Usual();
        // It has no room for what is new.
        twin.TokenGenerator.OnCall = twin.AcousticDecoder.OnCall = context =>
        {
            if (!GoingOn.IsSaid(context))
                throw new RpcException(new Status(StatusCode.ResourceExhausted, "It is full."));
        };
        await fleet.Start(($"Services:{service}:1", await Start(fleet, twin, service)));
        using var call = fleet.Open();
        var spoken = await BeginAsync(call, "ab");

        await fleet.Kill(fleet.Gateway.App.Configuration[$"Services:{service}:0"]!);

        await EndAsync(call, spoken, "cd");
        Assert.Equal(FakeAcousticDecoder.Samples("abcd"), spoken.Floats);
        Assert.Single(Starts(twin, service));
    }

    [Theory]
    [InlineData("TokenGenerator")]
    [InlineData("AcousticDecoder")]
    public async Task Utterance_ThatOneWorkerHasNoRoomFor_IsSpokenByAnother_AndRefusedWhereNoneHas(string service)
    {
        await using var fleet = FakeFleet.Usual();
        var twin = FakeFleet.Usual();
        var (calls, isFull) = (0, false);
        void Refuse(ServerCallContext context)
        {
            Interlocked.Increment(ref calls);
            throw new RpcException(new Status(StatusCode.ResourceExhausted, "It is full."));
        }

        fleet.TokenGenerator.OnCall = fleet.AcousticDecoder.OnCall = context => { };
        if (service is "TokenGenerator")
            fleet.TokenGenerator.OnCall = Refuse;
        else
            fleet.AcousticDecoder.OnCall = Refuse;
        twin.TokenGenerator.OnCall = twin.AcousticDecoder.OnCall = context =>
        {
            if (isFull)
                Refuse(context);
        };
        await fleet.Start(($"Services:{service}:1", await Start(fleet, twin, service)), ("Services:DescribePeriod", "01:00:00"));

        // One of the two is drawn; the one that refused comes last from then on.
        for (var utterance = 0; utterance < 4; utterance++)
        {
            using var call = fleet.Open();
            Assert.Equal(FakeAcousticDecoder.Samples("abcd"), (await call.Say(Joe, "ab", "cd")).Floats);
        }

        Assert.InRange(calls, 0, 1);
        (isFull, calls) = (true, 0);
        using var refused = fleet.Open();
        await refused.Start(Joe);
        await refused.Text("ab");
        await refused.End();
        Assert.Equal(StatusCode.ResourceExhausted, (await refused.Fail()).StatusCode);
        Assert.InRange(calls, 1, 2);
    }

    [Fact]
    public async Task Generator_ThatHasMadeAllFrames_IsFreeWhileTheyAreStillHeard()
    {
        await using var fleet = FakeFleet.Usual();
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fleet.AcousticDecoder.OnFrames = _ => heard.Task;
        await fleet.Start();
        using var call = fleet.Open();
        var saying = call.Say(Joe, "ab", "cd");
        var generator = fleet.Gateway.App.Services.GetRequiredService<WorkerFleet>()[WorkerService.TokenGenerator].Workers.Single();

        await Eventually.Until(() => fleet.TokenGenerator.Starts.Count is 1 && generator.Calls is 0);

        Assert.False(saying.IsCompleted);
        heard.SetResult();
        Assert.Equal(FakeAcousticDecoder.Samples("abcd"), (await saying).Floats);
    }

    [Fact]
    public async Task Utterance_WhereMovesAreOff_EndsWithItsWorker()
    {
        await using var fleet = FakeFleet.Usual();
        await fleet.Start(("Services:TokenGenerator:1", await Start(fleet, FakeFleet.Usual(), "TokenGenerator")), ("Failover:Moves", "0"));
        using var call = fleet.Open();
        await BeginAsync(call, "ab");

        await fleet.Kill(fleet.Gateway.App.Configuration["Services:TokenGenerator:0"]!);

        Assert.Equal(StatusCode.Unavailable, (await call.Fail()).StatusCode);
    }

    [Fact]
    public async Task Utterances_ThatMoveMoreThanTheBudgetAllows_End()
    {
        await using var fleet = FakeFleet.Usual();
        await fleet.Start(
            ("Services:TokenGenerator:1", await Start(fleet, FakeFleet.Usual(), "TokenGenerator")),
            ("Services:DescribePeriod", "01:00:00"), ("Failover:Burst", "1"), ("Failover:MovesPerSecond", "1"));
        using var keeps = fleet.Open();
        // The second goes to the other generator, the third to the first again.
        using var other = fleet.Open();
        using var ends = fleet.Open();
        var spoken = new List<SpeechCall.Spoken>();
        foreach (var call in new[] { keeps, other, ends })
            spoken.Add(await BeginAsync(call, "ab"));

        await fleet.Kill(fleet.Gateway.App.Configuration["Services:TokenGenerator:0"]!);

        var outcomes = new List<bool>();
        foreach (var (call, begun) in new[] { keeps, ends }.Zip([spoken[0], spoken[2]]))
            outcomes.Add(await IsSpokenAsync(call, begun));
        Assert.Equal([false, true], outcomes.Order());
    }

    private static async Task<bool> IsSpokenAsync(SpeechCall call, SpeechCall.Spoken spoken)
    {
        try
        {
            await EndAsync(call, spoken, "cd");
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    /// <summary>Says a text and hears it to its end, while more may come.</summary>
    private static async Task<SpeechCall.Spoken> BeginAsync(SpeechCall call, string text)
    {
        var spoken = new SpeechCall.Spoken();
        await call.Start(Joe);
        await call.Text(text);
        while (spoken.Started is null || spoken.Floats.Length < FakeAcousticDecoder.Samples(text).Length)
            spoken.Take((await call.Next())!);
        return spoken;
    }

    private static async Task EndAsync(SpeechCall call, SpeechCall.Spoken spoken, string text)
    {
        await call.Text(text);
        await call.End();
        await call.HalfClose();
        while (await call.Next() is { } response)
            spoken.Take(response);
        Assert.NotNull(spoken.Finished);
    }

    private static Task<string> Start(FakeFleet fleet, FakeFleet twin, string service, string address = "http://127.0.0.1:0") => service switch
    {
        "TextFrontend" => fleet.StartWorker(twin.TextFrontend, address),
        "TokenGenerator" => fleet.StartWorker(twin.TokenGenerator, address),
        _ => fleet.StartWorker(twin.AcousticDecoder, address),
    };

    private static IEnumerable<object> Starts(FakeFleet fleet, string service) => service switch
    {
        "TextFrontend" => fleet.TextFrontend.Starts,
        "TokenGenerator" => fleet.TokenGenerator.Starts,
        _ => fleet.AcousticDecoder.Starts,
    };
}
