using CsCheck;
using Qwen3Tts.Cli.Load;

namespace Qwen3Tts.UnitTests.Cli.Load;

public sealed class PlaybackClockTest
{
    private const int SampleRate = 24_000;
    private const int Frame = 1920;

    [Fact]
    public void SamplesInTime_PlayWithoutAnUnderrun()
    {
        var clock = new PlaybackClock(SampleRate, TimeSpan.Zero);

        Assert.Equal(Milliseconds(500), clock.Receive(Milliseconds(500), Frame));
        // Exactly when the first frame has been played.
        Assert.Equal(Milliseconds(580), clock.Receive(Milliseconds(580), Frame));
        Assert.Equal(Milliseconds(660), clock.Receive(Milliseconds(590), Frame));

        Assert.Equal(0, clock.Underruns);
        Assert.Equal(Milliseconds(740), clock.End);
    }

    [Fact]
    public void SamplesTooLate_AreAnUnderrun_AndEverythingBehindThemIsLater()
    {
        var clock = new PlaybackClock(SampleRate, TimeSpan.Zero);
        clock.Receive(Milliseconds(0), Frame);

        Assert.Equal(Milliseconds(100), clock.Receive(Milliseconds(100), Frame));
        Assert.Equal(Milliseconds(180), clock.Receive(Milliseconds(170), Frame));

        Assert.Equal(1, clock.Underruns);
        Assert.Equal(Milliseconds(20), clock.Stalled);
        Assert.Equal(Milliseconds(260), clock.End);
    }

    [Fact]
    public void Buffer_PutsTheBeginningOff_AndForgivesLateness()
    {
        var clock = new PlaybackClock(SampleRate, Milliseconds(200));

        Assert.Equal(Milliseconds(200), clock.Receive(Milliseconds(0), Frame));
        Assert.Equal(Milliseconds(280), clock.Receive(Milliseconds(280), Frame));
        clock.Receive(Milliseconds(361), Frame);

        Assert.Equal(1, clock.Underruns);
        Assert.Equal(Milliseconds(1), clock.Stalled);
    }

    [Fact]
    public void EndOfPlayback_IsBeginningPlusAudioPlusStandingStill() => Gen.Select(Gen.Int[0, 300], Gen.Int[1, 5000]).Array[1, 40].Sample(chunks =>
    {
        var clock = new PlaybackClock(SampleRate, TimeSpan.Zero);
        var at = TimeSpan.Zero;
        TimeSpan? begin = null;
        foreach (var (wait, samples) in chunks)
        {
            at += Milliseconds(wait);
            var end = clock.End;
            var played = clock.Receive(at, samples);
            begin ??= played;
            Assert.True(played >= at, "Samples were played before they came.");
            Assert.True(played >= end, "Samples were played over those before.");
        }

        var audio = TimeSpan.FromSeconds((double)chunks.Sum(chunk => chunk.Item2) / SampleRate);
        Assert.Equal((begin!.Value + audio + clock.Stalled).TotalMilliseconds, clock.End.TotalMilliseconds, 3);
        Assert.Equal(clock.Underruns > 0, clock.Stalled > TimeSpan.Zero);
    });

    private static TimeSpan Milliseconds(double value) => TimeSpan.FromMilliseconds(value);
}
