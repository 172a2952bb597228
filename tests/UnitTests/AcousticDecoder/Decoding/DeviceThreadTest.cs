using Qwen3Tts.AcousticDecoder.Decoding;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.AcousticDecoder.Decoding;

public sealed class DeviceThreadTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Turns_ThatWait_AreDoneTogetherByOneThread()
    {
        using var gate = new Gate();
        var threads = new HashSet<int>();
        var decoder = new CountingDecoder(_ =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            gate.Pass();
        });
        using var device = Device(capacity: 10, framesPerTurn: 6);
        var first = device.Run(Turn(decoder, 1, frames: 9));
        await gate.Reached;
        var waiting = new[] { 2, 3, 4 }.Select(code => device.Run(Turn(decoder, code, frames: 9))).ToArray();
        gate.Open();

        Assert.Equal(6, (await first).Frames);
        Assert.All(await Task.WhenAll(waiting), chunk => Assert.Equal((2, 10), (chunk.Frames, chunk.Samples.Length)));
        Assert.Equal([[6], [2, 2, 2]], decoder.Batches);
        Assert.Equal([1, 2, 3, 4], decoder.Turns);
        Assert.Single(threads);
    }

    [Fact]
    public async Task CancelledTurn_ThatHasNotBegun_IsDropped()
    {
        using var gate = new Gate();
        var decoder = new CountingDecoder(_ => gate.Pass());
        using var device = Device(capacity: 2);
        using var cancel = new CancellationTokenSource();
        var running = device.Run(Turn(decoder, 1));
        await gate.Reached;
        var queued = device.Run(Turn(decoder, 2, token: cancel.Token));

        await cancel.CancelAsync();
        gate.Open();

        await running;
        await Assert.ThrowsAsync<TaskCanceledException>(() => queued);
        Assert.Equal([1], decoder.Turns);
    }

    [Fact]
    public async Task CancelledTurn_ThatHasBegun_EndsWhenTheDeviceIsDoneWithIt()
    {
        using var gate = new Gate();
        using var device = Device(capacity: 1);
        using var cancel = new CancellationTokenSource();
        var running = device.Run(Turn(new CountingDecoder(_ => gate.Pass()), 1, token: cancel.Token));
        await gate.Reached;

        await cancel.CancelAsync();

        Assert.False(running.IsCompleted);
        gate.Open();
        Assert.Equal(1, (await running).Frames);
    }

    [Fact]
    public async Task TurnThatFails_FailsThoseInItOnly()
    {
        using var device = Device(capacity: 2);

        await Assert.ThrowsAsync<SpeechException>(() => device.Run(Turn(new CountingDecoder(_ => throw new DivideByZeroException()), 1)));

        Assert.Equal(1, (await device.Run(Turn(new CountingDecoder(), 1))).Frames);
    }

    [Fact]
    public async Task FullQueue_Refuses()
    {
        using var gate = new Gate();
        var decoder = new CountingDecoder(_ => gate.Pass());
        using var device = Device(capacity: 1);
        var running = device.Run(Turn(decoder, 1));
        await gate.Reached;
        var queued = device.Run(Turn(decoder, 2));

        var error = await Assert.ThrowsAsync<SpeechException>(() => device.Run(Turn(decoder, 3)));

        Assert.Equal(SpeechErrorKind.Exhausted, error.Kind);
        gate.Open();
        await Task.WhenAll(running, queued);
    }

    [Fact]
    public void Dispose_FinishesWhatIsQueued()
    {
        var device = Device(capacity: 10);
        var decoder = new CountingDecoder();
        var done = Enumerable.Range(0, 10).Select(i => device.Run(Turn(decoder, i))).ToArray();

        device.Dispose();

        Assert.All(done, task => Assert.True(task.IsCompletedSuccessfully));
    }

    private static DeviceThread Device(int capacity, int framesPerTurn = 1) => new("device", capacity, framesPerTurn, TimeProvider.System);

    private static DecodeTurn Turn(CountingDecoder decoder, int code, int frames = 1, CancellationToken? token = null) => new(
        decoder, decoder.Start(skipped: 0), new CodeFrames(3, [.. Enumerable.Repeat(code, 3 * frames)]), first: 0, silent: 0, urgent: false, token ?? Ct);
}
