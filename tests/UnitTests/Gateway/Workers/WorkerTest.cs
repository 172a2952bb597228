using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Gateway.Workers;

public sealed class WorkerTest
{
    private readonly FakeTimeProvider _time = new();
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
        var pool = new WorkerPool(WorkerService.TokenGenerator, [worker]);

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
        using var lease = new WorkerLease(WorkerService.TokenGenerator, worker);

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

    private Worker Worker(Func<CallInvoker, CancellationToken, Task<WorkerDescription>> describe) => new(
        new Uri("http://127.0.0.1:1"), null!, new Describer(describe), _health, TimeSpan.FromSeconds(2), _time, NullLogger<Worker>.Instance);

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
