using Qwen3Tts.AcousticDecoder.Decoding;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.AcousticDecoder.Decoding;

public sealed class DeviceThreadTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_IsDoneByOneThreadInTheOrderItCame()
    {
        using var device = new DeviceThread("device", 100);
        var done = new List<int>();

        var threads = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => device.Run(
            () =>
            {
                done.Add(i);
                return Environment.CurrentManagedThreadId;
            },
            Ct)));

        Assert.Equal(Enumerable.Range(0, 100), done);
        Assert.Single(threads.Distinct());
    }

    [Fact]
    public async Task CancelledWork_ThatHasNotBegun_IsDropped()
    {
        using var device = new DeviceThread("device", 2);
        using var gate = new Gate();
        using var cancel = new CancellationTokenSource();
        var running = device.Run(gate.Pass, Ct);
        var ran = false;
        var queued = device.Run(() => ran = true, cancel.Token);

        await cancel.CancelAsync();
        gate.Open();

        await running;
        await Assert.ThrowsAsync<TaskCanceledException>(() => queued);
        Assert.False(ran);
    }

    [Fact]
    public async Task CancelledWork_ThatHasBegun_EndsWhenTheDeviceIsDoneWithIt()
    {
        using var device = new DeviceThread("device", 1);
        using var gate = new Gate();
        using var cancel = new CancellationTokenSource();
        var running = device.Run(gate.Pass, cancel.Token);
        await gate.Reached;

        await cancel.CancelAsync();

        Assert.False(running.IsCompleted);
        gate.Open();
        Assert.True(await running);
    }

    [Fact]
    public async Task WorkThatFails_FailsItsCallerOnly()
    {
        using var device = new DeviceThread("device", 2);

        await Assert.ThrowsAsync<DivideByZeroException>(() => device.Run<int>(() => throw new DivideByZeroException(), Ct));

        Assert.Equal(1, await device.Run(() => 1, Ct));
    }

    [Fact]
    public async Task FullQueue_Refuses()
    {
        using var device = new DeviceThread("device", 1);
        using var gate = new Gate();
        var running = device.Run(gate.Pass, Ct);
        await gate.Reached;
        var queued = device.Run(() => 1, Ct);

        var error = await Assert.ThrowsAsync<SpeechException>(() => device.Run(() => 2, Ct));

        Assert.Equal(SpeechErrorKind.Exhausted, error.Kind);
        gate.Open();
        await Task.WhenAll(running, queued);
    }

    [Fact]
    public void Dispose_FinishesWhatIsQueued()
    {
        var device = new DeviceThread("device", 10);
        var done = Enumerable.Range(0, 10).Select(i => device.Run(() => i, Ct)).ToArray();

        device.Dispose();

        Assert.All(done, task => Assert.True(task.IsCompletedSuccessfully));
    }
}
