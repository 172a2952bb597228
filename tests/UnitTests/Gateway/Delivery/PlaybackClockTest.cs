using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Gateway.Delivery;

namespace Qwen3Tts.UnitTests.Gateway.Delivery;

public sealed class PlaybackClockTest
{
    private readonly FakeTimeProvider _time = new();
    private readonly PlaybackClock _clock;

    public PlaybackClockTest() => _clock = new PlaybackClock(sampleRate: 100, lead: 3, _time);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lead_MayBeSentAtOnceAndNoMore()
    {
        await _clock.WaitAsync(300, Ct);

        Assert.False(_clock.WaitAsync(301, Ct).IsCompleted);
    }

    [Fact]
    public async Task Playback_BeginsWithTheFirstAudibleSample()
    {
        var waiting = _clock.WaitAsync(500, Ct);
        _clock.Delivered([.. new float[150], 0.5f, .. new float[49]]);
        _time.Advance(TimeSpan.FromSeconds(0.499));
        Assert.False(waiting.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(0.001));

        await waiting;
        _clock.Delivered(new float[1000]);
        Assert.False(_clock.WaitAsync(501, Ct).IsCompleted);
    }

    [Fact]
    public async Task SilenceAtTheStart_IsSentOnAsItIsDelivered()
    {
        var waiting = _clock.WaitAsync(400, Ct);

        _clock.Delivered(new float[99]);
        Assert.False(waiting.IsCompleted);
        _clock.Delivered(new float[1]);

        await waiting;
    }

    [Fact]
    public async Task TimeThatIsNoWholeMillisecond_IsWaitedFor()
    {
        var clock = new PlaybackClock(sampleRate: 24_000, lead: 1, _time);
        clock.Delivered([1f]);
        var waiting = clock.WaitAsync(24_001, Ct);
        Assert.False(waiting.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));

        await waiting;
    }

    [Fact]
    public async Task NoLead_HoldsNothing() => await new PlaybackClock(100, 0, _time).WaitAsync(long.MaxValue, Ct);

    [Fact]
    public async Task Wait_EndsWhenCancelled()
    {
        using var stop = new CancellationTokenSource();
        var waiting = _clock.WaitAsync(301, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
