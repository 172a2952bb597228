using Qwen3Tts.Gateway.Synthesis.Pumps;

namespace Qwen3Tts.UnitTests.Gateway.Synthesis;

public sealed class PumpGroupTest
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _last = new();
    private readonly TaskCompletionSource _other = new();

    [Fact]
    public async Task FirstError_StopsAllAndIsThrown_WhateverFollowsFromIt()
    {
        var stopped = Stopped(new InvalidOperationException("follows"));
        var running = PumpGroup.RunAsync(_stop, _last.Task, _other.Task, stopped);

        _other.SetException(new IOException("first"));
        await stopped.ContinueWith(_ => _last.SetException(new InvalidDataException("follows too")), TestContext.Current.CancellationToken);

        Assert.Equal("first", (await Assert.ThrowsAsync<IOException>(() => running)).Message);
    }

    [Fact]
    public async Task Group_EndsOnlyWhenAllHaveEnded()
    {
        var running = PumpGroup.RunAsync(_stop, _last.Task, _other.Task);

        _last.SetException(new IOException());
        Assert.False(running.IsCompleted);
        _other.SetResult();

        await Assert.ThrowsAsync<IOException>(() => running);
    }

    [Fact]
    public async Task LastDone_StopsTheOthers_AndTheirErrorsAreNone()
    {
        var running = PumpGroup.RunAsync(_stop, _last.Task, Stopped(new IOException()));

        _last.SetResult();

        await running;
        Assert.True(_stop.IsCancellationRequested);
    }

    [Fact]
    public async Task OtherDone_StopsNothing()
    {
        var running = PumpGroup.RunAsync(_stop, _last.Task, _other.Task, Task.CompletedTask);

        _other.SetResult();
        Assert.False(_stop.IsCancellationRequested);
        _last.SetResult();

        await running;
    }

    private async Task Stopped(Exception error)
    {
        var stopped = new TaskCompletionSource();
        await using var registration = _stop.Token.Register(stopped.SetResult);
        await stopped.Task;
        throw error;
    }
}
