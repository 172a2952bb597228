using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Gateway.Workers;

public sealed class WorkerTest
{
    private readonly Clock _time = new();
    private readonly Health _health = new();

    [Fact]
    public async Task Worker_ThatDoesNotAnswer_IsMissingAfterTheTimeout()
    {
        var worker = Worker(async (_, cancellation) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return new WorkerDescription([]);
        });

        var asking = worker.AskAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        await asking;

        Assert.False(worker.State.IsThere);
        Assert.Equal("The service 'token-generator' does not answer.", worker.State.Failure!.Message);
    }

    [Fact]
    public async Task Worker_AskedTwiceAtOnce_IsAskedOnce()
    {
        var answer = new TaskCompletionSource<WorkerDescription>();
        var asked = 0;
        var worker = Worker((_, _) => { asked++; return answer.Task; });

        var both = Task.WhenAll(worker.AskAsync(), worker.AskAsync());
        answer.SetResult(new WorkerDescription([new WorkerModel("nano")]));
        await both;
        await worker.AskAsync();

        Assert.Equal(2, asked);
        Assert.True(worker.Serves("nano"));
    }

    [Fact]
    public async Task Worker_ThatIsMissed_StillTellsWhatItServed_AndIsThereWhenItAnswers()
    {
        var worker = Worker((_, _) => Task.FromResult(new WorkerDescription([new WorkerModel("nano")])));
        await worker.AskAsync();

        worker.Miss(SpeechException.Unavailable("gone"));
        Assert.False(worker.State.IsThere);
        Assert.True(worker.Serves("nano"));

        await worker.AskAsync();
        Assert.True(worker.State.IsThere);
    }

    [Fact]
    public async Task Calls_LostAtOnce_CountAsOne()
    {
        var worker = Worker((_, _) => Task.FromResult(new WorkerDescription([new WorkerModel("nano")])));
        await worker.AskAsync();
        var others = 3;
        // While the first is counted, for which it is asked what time it is, the others are lost.
        _time.Asked = () =>
        {
            if (others-- > 0)
                worker.Miss(SpeechException.Unavailable("gone"));
        };

        worker.Miss(SpeechException.Unavailable("gone"));

        _time.Asked = () => { };
        Assert.Equal(2, others);
        Assert.False(worker.IsLeftOut);
    }

    [Fact]
    public async Task Worker_ThatIsLoading_IsMissingWithItsReason()
    {
        var worker = Worker((_, _) => throw new RpcException(new Status(StatusCode.Unavailable, "The service 'token-generator' is still loading.")));

        await worker.AskAsync();

        Assert.Equal(
            "The service 'token-generator' is not available: The service 'token-generator' is still loading.", worker.State.Failure!.Message);
    }

    [Fact]
    public async Task Lease_CountsItsCallOnceUntilItIsDisposed()
    {
        var worker = Worker((_, _) => Task.FromResult(new WorkerDescription([new WorkerModel("nano")])));
        var pool = new WorkerPool(WorkerService.TokenGenerator, [worker], new TwoChoices(seed: 1));

        var lease = await pool.LeaseAsync("nano", TestContext.Current.CancellationToken);
        Assert.Equal(1, worker.Calls);
        lease.Dispose();
        lease.Dispose();

        Assert.Equal(0, worker.Calls);
    }

    [Fact]
    public async Task Worker_ThatSaysThatItStops_IsNotChosen_AndTellsItsCalls_UntilItIsThereAgain()
    {
        var worker = Worker((_, _) => Task.FromResult(new WorkerDescription([new WorkerModel("nano")])));
        await worker.AskAsync();
        var pool = new WorkerPool(WorkerService.TokenGenerator, [worker], new TwoChoices(seed: 1));
        using var lease = await pool.LeaseAsync("nano", TestContext.Current.CancellationToken);

        Assert.False(lease.Leaving.IsCompleted);
        var leaves = _health.Leaves;
        _health.Leaves = new TaskCompletionSource<bool>();
        leaves.SetResult(true);
        await lease.Leaving.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(worker.State.IsThere);

        await worker.AskAsync();
        Assert.True(worker.State.IsThere);
        Assert.False(worker.Leaving.IsCompleted);
    }

    [Fact]
    public async Task Worker_ThatLosesItsCalls_ComesAfterOthers_ForATimeThatDoubles()
    {
        var (faulty, good) = (Worker(Nano), Worker(Nano));
        var pool = new WorkerPool(WorkerService.TokenGenerator, [faulty, good], new TwoChoices(seed: 1));
        await pool.AskAllAsync();
        // The good one has more to do, so that the other is chosen but for its record.
        good.Enter();

        Assert.False(await IsLeftOutAfterAsync(2));
        Assert.True(await IsLeftOutAfterAsync(1));
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.True(await IsLeftOutAfterAsync(0));
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.False(await IsLeftOutAfterAsync(0));

        Assert.True(await IsLeftOutAfterAsync(3));
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.True(await IsLeftOutAfterAsync(0));
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.False(await IsLeftOutAfterAsync(0));

        // Calls that are lost now and then leave nobody out, and a good while takes it back to the shortest time.
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            Assert.False(await IsLeftOutAfterAsync(1));
        }

        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.True(await IsLeftOutAfterAsync(3));
        _time.Advance(TimeSpan.FromSeconds(5.1));
        Assert.False(await IsLeftOutAfterAsync(0));

        async Task<bool> IsLeftOutAfterAsync(int losses)
        {
            for (var i = 0; i < losses; i++)
            {
                faulty.Miss(SpeechException.Unavailable("lost"));
                await faulty.AskAsync();
            }

            using var lease = await pool.LeaseAsync("nano", TestContext.Current.CancellationToken);
            return good.Calls is 2;
        }
    }

    [Fact]
    public async Task Worker_WhoseAnswerMakesNoSense_IsMissing_AndEndsNothing()
    {
        var worker = Worker((_, _) => throw new NullReferenceException("no model"));

        Assert.True(await worker.AskAsync());

        Assert.Equal("The service 'token-generator' does not say what it serves: no model", worker.State.Failure!.Message);
    }

    [Fact]
    public async Task Worker_ThatFailsItsCalls_ComesAfterOthers()
    {
        var (faulty, good) = (Worker(Nano), Worker(Nano));
        var pool = new WorkerPool(WorkerService.TokenGenerator, [faulty, good], new TwoChoices(seed: 1));
        await pool.AskAllAsync();
        good.Enter();

        for (var call = 0; call < 3; call++)
        {
            using var lease = await pool.LeaseAsync("nano", TestContext.Current.CancellationToken);
            Assert.Same(faulty, lease.Worker);
            lease.Translate(new RpcException(new Status(StatusCode.Internal, "It failed.")));
        }

        using var next = await pool.LeaseAsync("nano", TestContext.Current.CancellationToken);
        Assert.Same(good, next.Worker);
        Assert.True(faulty.State.IsThere);
    }

    [Fact]
    public async Task Worker_ThatHasNoRoom_ComesAfterOthers_UntilItIsAskedAgain()
    {
        var (full, free) = (Worker(Nano), Worker(Nano));
        var pool = new WorkerPool(WorkerService.TokenGenerator, [full, free], new TwoChoices(seed: 1));
        await pool.AskAllAsync();
        free.Enter();
        free.Enter();
        using var refused = await pool.LeaseAsync("nano", TestContext.Current.CancellationToken);
        Assert.Same(full, refused.Worker);

        refused.Translate(new RpcException(new Status(StatusCode.ResourceExhausted, "full")));

        Assert.True(refused.HasRoomElsewhere);
        using (var next = await pool.LeaseAsync("nano", TestContext.Current.CancellationToken))
        {
            Assert.Same(free, next.Worker);
            next.Translate(new RpcException(new Status(StatusCode.ResourceExhausted, "full")));
            Assert.False(next.HasRoomElsewhere);
        }

        Assert.False(refused.HasRoomElsewhere);
        await full.AskAsync();
        using var again = await pool.LeaseAsync("nano", TestContext.Current.CancellationToken);
        Assert.Same(full, again.Worker);
    }

    [Fact]
    public async Task WhatHasBegun_StaysWithItsBuild_ThoughThatLosesItsCalls()
    {
        var (old, other) = (Worker(Build("1")), Worker(Build("2")));
        var pool = new WorkerPool(WorkerService.TokenGenerator, [old, other], new TwoChoices(seed: 1));
        await pool.AskAllAsync();
        for (var loss = 0; loss < 3; loss++)
        {
            old.Miss(SpeechException.Unavailable("lost"));
            await old.AskAsync();
        }

        using var fresh = await pool.LeaseAsync("nano", TestContext.Current.CancellationToken, new WorkerBuild("1"));
        using var begun = await pool.LeaseAsync("nano", TestContext.Current.CancellationToken, new WorkerBuild("1", ComesFirst: true));

        Assert.True(old.IsLeftOut);
        Assert.Same(other, fresh.Worker);
        Assert.Same(old, begun.Worker);

        static Func<CallInvoker, CancellationToken, Task<WorkerDescription>> Build(string fingerprint) =>
            (_, _) => Task.FromResult(new WorkerDescription([new WorkerModel("nano") { Fingerprint = fingerprint }]));
    }

    [Fact]
    public async Task Worker_ThatLosesItsCalls_IsChosenWhereThereIsNoOther()
    {
        var worker = Worker(Nano);
        var pool = new WorkerPool(WorkerService.TokenGenerator, [worker], new TwoChoices(seed: 1));
        for (var i = 0; i < 5; i++)
        {
            worker.Miss(SpeechException.Unavailable("lost"));
            await worker.AskAsync();
        }

        using var lease = await pool.LeaseAsync("nano", TestContext.Current.CancellationToken);

        Assert.True(worker.IsLeftOut);
        Assert.Equal(1, worker.Calls);
    }

    private static Task<WorkerDescription> Nano(CallInvoker worker, CancellationToken cancellation) =>
        Task.FromResult(new WorkerDescription([new WorkerModel("nano")]));

    private Worker Worker(Func<CallInvoker, CancellationToken, Task<WorkerDescription>> describe) => new(
        new Uri("http://127.0.0.1:1"), null!, new Describer(describe), _health, TimeSpan.FromSeconds(2), _time, NullLogger<Worker>.Instance);

    private sealed class Clock : FakeTimeProvider
    {
        public Action Asked { get; set; } = () => { };

        public override DateTimeOffset GetUtcNow()
        {
            Asked();
            return base.GetUtcNow();
        }
    }

    private sealed class Health : IWorkerHealth
    {
        public TaskCompletionSource<bool> Leaves { get; set; } = new();

        public Task<bool> LeavesAsync(CallInvoker worker) => Leaves.Task;
    }

    private sealed class Describer(Func<CallInvoker, CancellationToken, Task<WorkerDescription>> describe) : IWorkerDescriber
    {
        public WorkerService Service => WorkerService.TokenGenerator;

        public Task<WorkerDescription> DescribeAsync(CallInvoker worker, CancellationToken cancellation) => describe(worker, cancellation);
    }
}
