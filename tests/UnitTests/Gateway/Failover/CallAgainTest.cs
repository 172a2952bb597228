using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Failover;

/// <summary>Workers that die in a call whose request the Gateway has whole.</summary>
public sealed class CallAgainTest
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clip_WhoseEmbedderDies_IsEmbeddedByAnother()
    {
        await using var fleet = FakeFleet.Usual();
        fleet.SpeakerEmbedding.OnEmbed = HangAsync;
        var twin = FakeFleet.Usual().SpeakerEmbedding;
        await fleet.Start(("Services:SpeakerEmbedding:1", await fleet.StartWorker(twin)));

        var creating = fleet.CreateVoice("mine", "a clip");
        await _begun.Task.WaitAsync(Ct);
        await fleet.Kill(fleet.Gateway.App.Configuration["Services:SpeakerEmbedding:0"]!);

        Assert.Equal("mine", (await creating).Name);
        Assert.Single(twin.Starts);
    }

    [Fact]
    public async Task Clip_WhoseEmbedderIsSilent_IsEmbeddedByAnother()
    {
        await using var fleet = FakeFleet.Usual();
        fleet.SpeakerEmbedding.OnEmbed = cancellation =>
        {
            fleet.Silence(fleet.Gateway.App.Configuration["Services:SpeakerEmbedding:0"]!);
            return Task.Delay(Timeout.Infinite, cancellation);
        };
        var twin = FakeFleet.Usual().SpeakerEmbedding;
        await fleet.Start(
            ("Services:SpeakerEmbedding:1", await fleet.StartWorker(twin)),
            ("Services:DescribeTimeout", "00:00:00.2"),
            ("Failover:StallAfter", "00:00:00.2"));

        Assert.Equal("mine", (await fleet.CreateVoice("mine", "a clip")).Name);
        Assert.Single(twin.Starts);
    }

    [Fact]
    public async Task Clip_WhoseEmbeddersDeviceIsStuck_IsEmbeddedByAnother()
    {
        await using var fleet = FakeFleet.Usual();
        (fleet.HearsOfStops, fleet.WorkerSettings) = (true, [("Health:RunLimit", "00:00:01")]);
        fleet.SpeakerEmbedding.OnEmbed = async cancellation =>
        {
            using var run = fleet.WorkerOf("SpeakerEmbedding").App.Services.GetRequiredService<RunWatch>().Begin();
            await Task.Delay(Timeout.Infinite, cancellation);
        };
        var twin = FakeFleet.Usual().SpeakerEmbedding;
        await fleet.Start(("Services:SpeakerEmbedding:1", await fleet.StartWorker(twin)), ("Failover:StallAfter", "00:00:00.2"));

        Assert.Equal("mine", (await fleet.CreateVoice("mine", "a clip")).Name);
        Assert.Single(twin.Starts);
    }

    [Fact]
    public async Task Text_WhoseFrontendDies_IsAnalysedByAnother()
    {
        await using var fleet = FakeFleet.Usual();
        fleet.TextFrontend.OnAnalyze = HangAsync;
        await fleet.Start(("Services:TextFrontend:1", await fleet.StartWorker(FakeFleet.Usual().TextFrontend)));

        var analysing = AnalyzeAsync(fleet);
        await _begun.Task.WaitAsync(Ct);
        await fleet.Kill(fleet.Gateway.App.Configuration["Services:TextFrontend:0"]!);

        Assert.Equal("English", (await analysing).Language);
    }

    [Fact]
    public async Task Text_ThatKillsFrontends_KillsNoMoreThanTheBudgetAllows()
    {
        await using var fleet = FakeFleet.Usual();
        var calls = 0;
        Task Die(CancellationToken cancellation)
        {
            Interlocked.Increment(ref calls);
            throw new RpcException(new Status(StatusCode.Unavailable, "gone"));
        }

        fleet.TextFrontend.OnAnalyze = Die;
        var twins = new List<FakeTextFrontend>();
        for (var i = 1; i <= 5; i++)
        {
            twins.Add(FakeFleet.Usual().TextFrontend);
            twins[^1].OnAnalyze = Die;
        }

        var settings = new List<(string, string)> { ("Failover:Moves", "100"), ("Failover:Burst", "2"), ("Failover:MovesPerSecond", "1"), ("Services:DescribePeriod", "01:00:00") };
        for (var i = 0; i < twins.Count; i++)
            settings.Add(($"Services:TextFrontend:{i + 1}", await fleet.StartWorker(twins[i])));
        await fleet.Start([.. settings]);

        var error = await Assert.ThrowsAsync<RpcException>(() => AnalyzeAsync(fleet));

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        // One a second more, however slow the machine is.
        Assert.InRange(calls, 3, 50);
    }

    private static Task<AnalyzeResponse> AnalyzeAsync(FakeFleet fleet) => new V1.Texts.TextsClient(fleet.Gateway.Channel)
        .AnalyzeAsync(new AnalyzeRequest { Text = "words", Language = "English" }, cancellationToken: Ct).ResponseAsync;

    private Task HangAsync(CancellationToken cancellation)
    {
        _begun.TrySetResult();
        return Task.Delay(Timeout.Infinite, cancellation);
    }
}
