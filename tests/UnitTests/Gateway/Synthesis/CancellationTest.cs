using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Synthesis;

public sealed class CancellationTest
{
    private static readonly SynthesizeStart Joe = new() { Voice = "joe" };

    [Fact]
    public async Task Client_ThatGoesAwayWhileItSpeaks_CancelsAllWorkers()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using (var call = fleet.Open())
        {
            await call.Start(Joe);
            await call.Text("a");
            Assert.NotNull((await call.Next())!.Started);
            Assert.NotNull((await call.Next())!.Audio);
        }

        await AllCancelled(fleet, "TextFrontend", "TokenGenerator", "AcousticDecoder");
    }

    [Fact]
    public async Task Client_ThatGoesAwayWhileAFrameIsMade_CancelsAllWorkers()
    {
        var making = new TaskCompletionSource();
        await using var fleet = FakeFleet.Usual();
        fleet.TokenGenerator.OnFrame = (_, cancellation) =>
        {
            making.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        };
        await fleet.Start();
        using (var call = fleet.Open())
        {
            await call.Start(Joe);
            await call.Text("a");
            await making.Task.WaitAsync(TestContext.Current.CancellationToken);
            await AllStarted(fleet);
        }

        await AllCancelled(fleet, "TextFrontend", "TokenGenerator", "AcousticDecoder");
    }

    [Fact]
    public async Task Client_ThatGoesAwayWhileItsVoiceIsMade_CancelsAllWorkers()
    {
        var making = new TaskCompletionSource();
        await using var fleet = FakeFleet.Usual();
        fleet.SpeakerEmbedding.OnEmbed = cancellation =>
        {
            making.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        };
        await fleet.Start();
        using (var call = fleet.Open())
        {
            await call.Start(Joe);
            await call.Text("a");
            await making.Task.WaitAsync(TestContext.Current.CancellationToken);
            await AllStarted(fleet);
        }

        await AllCancelled(fleet, "TextFrontend", "SpeakerEmbedding", "TokenGenerator", "AcousticDecoder");
    }

    [Fact]
    public async Task OneOfTwoClients_ThatGoesAwayWhileTheirVoiceIsMade_LeavesItToTheOther()
    {
        var making = new TaskCompletionSource();
        var embed = new TaskCompletionSource();
        await using var fleet = FakeFleet.Usual();
        fleet.SpeakerEmbedding.OnEmbed = cancellation =>
        {
            making.SetResult();
            return embed.Task.WaitAsync(cancellation);
        };
        await fleet.Start();
        var leaving = fleet.Open();
        using var staying = fleet.Open();
        await leaving.Start(Joe);
        await making.Task.WaitAsync(TestContext.Current.CancellationToken);
        await fleet.WorkerOf("TextFrontend").Probe.Started;
        await staying.Start(Joe);
        Assert.NotNull((await staying.Next())!.Started);

        leaving.Dispose();
        await fleet.WorkerOf("TextFrontend").Probe.Cancelled;
        embed.SetResult();
        await staying.Text("a");
        await staying.HalfClose();

        Assert.NotNull((await staying.Next())!.Audio);
        Assert.Single(fleet.SpeakerEmbedding.Starts);
    }

    [Fact]
    public async Task Client_ThatHangsUp_IsNoErrorInTheLog()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using (var channel = GrpcChannel.ForAddress(fleet.Gateway.Address))
        {
            var call = fleet.Open(channel: channel);
            await call.Start(Joe);
            await call.Text("a");
            await AllStarted(fleet);
        }

        await AllCancelled(fleet, "TextFrontend", "TokenGenerator", "AcousticDecoder");
        await fleet.Gateway.Probe.Ended;
        // What is said at the start of consents and of plain text is not of the call.
        Assert.DoesNotContain(fleet.Gateway.Log.Entries, entry => entry.Level >= LogLevel.Warning && !entry.Category.EndsWith("Notice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deadline_ThatPasses_IsDeadlineExceededAndReachesTheWorkers()
    {
        await using var fleet = FakeFleet.Usual();
        fleet.TokenGenerator.OnFrame = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        await fleet.Start();
        using var call = fleet.Open(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(0.5));

        await call.Start(Joe);
        await call.Text("a");

        await AllStarted(fleet);
        Assert.Equal(StatusCode.DeadlineExceeded, (await call.Fail()).StatusCode);
        await AllCancelled(fleet, "TextFrontend", "TokenGenerator", "AcousticDecoder");
    }

    [Fact]
    public async Task Deadline_IsToldToTheWorkers()
    {
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1);
        var seen = new List<DateTime>();
        await using var fleet = FakeFleet.Usual();
        fleet.TokenGenerator.OnCall = context => seen.Add(context.Deadline);
        await fleet.Start();
        using var bounded = fleet.Open(deadline);
        using var unbounded = fleet.Open();

        await bounded.Say(Joe, "a");
        await unbounded.Say(Joe, "a");

        Assert.InRange(seen[0], deadline.AddMinutes(-1), deadline.AddMinutes(1));
        Assert.Equal(DateTime.MaxValue, seen[1]);
    }

    private static Task AllStarted(FakeFleet fleet) =>
        Task.WhenAll(new[] { "TextFrontend", "TokenGenerator", "AcousticDecoder" }.Select(service => fleet.WorkerOf(service).Probe.Started));

    private static Task AllCancelled(FakeFleet fleet, params string[] services) => Task.WhenAll(services.Select(async service =>
    {
        await fleet.WorkerOf(service).Probe.Cancelled;
        await fleet.WorkerOf(service).Probe.Ended;
    }));
}
