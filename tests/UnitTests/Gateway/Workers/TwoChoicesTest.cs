using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Qwen3Tts.Gateway.Workers;

namespace Qwen3Tts.UnitTests.Gateway.Workers;

public sealed class TwoChoicesTest
{
    private const int Workers = 6;
    private const int Picks = 6000;

    [Fact]
    public async Task Workers_AreTheLessLoadedOfTwo_SoThatTheMostLoadedIsNone()
    {
        // The i-th has i of 8 places taken.
        var workers = await Task.WhenAll(Enumerable.Range(0, Workers).Select(taken => WorkerAsync(new WorkerPlaces(8, taken))));
        var choices = new TwoChoices(seed: 1);

        var picked = Enumerable.Range(0, Picks).Select(_ => Array.IndexOf(workers, choices.Of(workers))).CountBy(worker => worker).ToDictionary();

        // Of 15 pairs that can be drawn the least loaded is in five, the next is the better of four, and so on.
        for (var worker = 0; worker < Workers; worker++)
            Assert.InRange(picked.GetValueOrDefault(worker), Picks * (Workers - 1 - worker) / 15 * 0.85, Picks * (Workers - 1 - worker) / 15 * 1.15);
    }

    [Fact]
    public async Task CallsThatAreAlike_GoToTheSameWorker_AtEveryGateway_AndMoveWithItAlone()
    {
        var workers = await Task.WhenAll(Enumerable.Range(0, Workers).Select(index => WorkerAsync(() => new WorkerPlaces(8, 0), 5000 + index)));
        var voices = Enumerable.Range(0, 300).Select(voice => $"voice {voice}").ToArray();

        var homes = voices.Select(voice => new TwoChoices(seed: 1, affinity: 0.1).Of(workers, voice)).ToArray();
        var others = voices.Select(voice => new TwoChoices(seed: 2, affinity: 0.1).Of([.. workers.Reverse()], voice)).ToArray();
        var after = voices.Select(voice => new TwoChoices(seed: 3, affinity: 0.1).Of(workers[1..], voice)).ToArray();

        Assert.Equal(homes, others);
        Assert.All(workers, worker => Assert.InRange(homes.Count(home => home == worker), 25, 85));
        Assert.All(homes.Zip(after), pair => Assert.True(pair.First == pair.Second || pair.First == workers[0]));
    }

    [Theory]
    // Of 8 places taken: those of the worker that the voice is at home with, and of all others.
    [InlineData(1, 0, true)]
    [InlineData(2, 0, false)]
    [InlineData(7, 6, true)]
    [InlineData(8, 7, false)]
    [InlineData(8, 8, true)]
    public async Task CallsThatAreAlike_KeepTheirWorker_WhileItIsNotMuchFuller(int taken, int takenOfOthers, bool kept)
    {
        var places = Enumerable.Repeat(0, Workers).ToArray();
        var workers = await Task.WhenAll(Enumerable.Range(0, Workers).Select(index => WorkerAsync(() => new WorkerPlaces(8, places[index]), 5000 + index)));
        var choices = new TwoChoices(seed: 1, affinity: 0.125);
        var home = choices.Of(workers, "voice");
        Array.Fill(places, takenOfOthers);
        places[Array.IndexOf(workers, home)] = taken;
        await Task.WhenAll(workers.Select(worker => worker.AskAsync()));

        var chosen = Enumerable.Range(0, 20).Select(_ => choices.Of(workers, "voice")).Distinct().ToArray();

        // Then all of them are at home with the same one of the others.
        Assert.Equal(kept, Assert.Single(chosen) == home);
    }

    [Fact]
    public async Task CallsThatAreAlike_WithoutAffinity_GoByLoad()
    {
        var workers = await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkerAsync(() => new WorkerPlaces(8, 0))));
        var choices = new TwoChoices(seed: 1);

        Assert.True(Enumerable.Range(0, 50).Select(_ => choices.Of(workers, "voice")).Distinct().Count() > 3);
    }

    [Fact]
    public async Task Load_IsWhatOthersTook_AndWhatIsOursNow()
    {
        var places = new WorkerPlaces(8, 5);
        var worker = await WorkerAsync(() => places);
        Assert.Equal(5 / 8.0, worker.Load);
        worker.Enter();
        worker.Enter();
        Assert.Equal(7 / 8.0, worker.Load);

        // By now it has heard of ours.
        places = new WorkerPlaces(8, 7);
        await worker.AskAsync();
        Assert.Equal(7 / 8.0, worker.Load);
        worker.Leave();
        Assert.Equal(6 / 8.0, worker.Load);
    }

    [Fact]
    public async Task Load_OfAWorkerThatSaysNothing_IsOurCalls()
    {
        var worker = await WorkerAsync(() => null);
        worker.Enter();

        Assert.Equal(1, worker.Load);
    }

    private static Task<Worker> WorkerAsync(WorkerPlaces places) => WorkerAsync(() => places);

    private static async Task<Worker> WorkerAsync(Func<WorkerPlaces?> places, int port = 1)
    {
        var worker = new Worker(
            new Uri($"http://127.0.0.1:{port}"), null!, new Describer(places), new Health(), TimeSpan.FromSeconds(2), TimeProvider.System, NullLogger<Worker>.Instance);
        await worker.AskAsync();
        return worker;
    }

    private sealed class Describer(Func<WorkerPlaces?> places) : IWorkerDescriber
    {
        public WorkerService Service => WorkerService.TokenGenerator;

        public Task<WorkerDescription> DescribeAsync(CallInvoker worker, CancellationToken cancellation) =>
            Task.FromResult(new WorkerDescription([new WorkerModel("nano")], places()));
    }

    private sealed class Health : IWorkerHealth
    {
        public Task<bool> LeavesAsync(CallInvoker worker) => new TaskCompletionSource<bool>().Task;
    }
}
