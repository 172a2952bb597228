using Qwen3Tts.Modeling.Alignment;

namespace Qwen3Tts.UnitTests.Modeling.Alignment;

public sealed class HeadTrackTest
{
    [Fact]
    public void Frames_AreCountedByTheTokenLookedAtMost()
    {
        var track = Of(4, 0, 0, 1, 1, 1, 3);

        Assert.Equal([2, 3, 0, 1], track.Frames.ToArray());
        Assert.Equal((6, 3), (track.Taken, track.Token));
    }

    [Fact]
    public void Covering_LeavesTheEndOut()
    {
        Assert.Equal(2.0 / 3, Of(4, 0, 1, 3).Covering);
        Assert.Equal(1, Of(4, 0, 1, 2).Covering);
    }

    [Theory]
    [InlineData(new[] { 0, 0, 1, 2, 2 }, 1)]
    [InlineData(new[] { 0, 1, 0, 1, 0 }, 0)]
    [InlineData(new[] { 0, 1, 2, 1, 2 }, 0.5)]
    [InlineData(new[] { 2, 1, 0 }, 0)]
    [InlineData(new[] { 1, 1, 1 }, 0)]
    public void Monotone_IsByMoves(int[] tokens, double monotone) => Assert.Equal(monotone, Of(4, tokens).Monotone);

    [Fact]
    public void Rows_BeforeTheLastOfAFrame_DoNotCount()
    {
        var track = new HeadTrack(3);
        track.See([0, 0, 0.9f], 1);
        track.See([0.2f, 0.6f, 0], 2);
        track.Take();

        Assert.Equal([0, 1, 0], track.Frames.ToArray());
        Assert.Equal(0.3, track.Sharp, 0.0001);
    }

    [Fact]
    public void Tokens_ThatHaveNotCome_AreNotLookedAt()
    {
        var track = new HeadTrack(3);
        track.See([], 1);
        track.Take();
        track.See([0.5f], 1);
        track.Take();

        Assert.Equal([1, 0, 0], track.Frames.ToArray());
        Assert.Equal(0.25, track.Sharp, 0.0001);
    }

    private static HeadTrack Of(int tokens, params int[] looked)
    {
        var track = new HeadTrack(tokens);
        foreach (var token in looked)
        {
            track.See([.. Enumerable.Range(0, tokens).Select(i => i == token ? 0.7f : 0.1f)], 1);
            track.Take();
        }

        return track;
    }
}
