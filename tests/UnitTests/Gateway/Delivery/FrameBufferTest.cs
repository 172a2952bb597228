using CsCheck;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.UnitTests.Gateway.Delivery;

public sealed class FrameBufferTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Frames_ComeOutInOrderAndEnd()
    {
        var buffer = new FrameBuffer(groups: 2, held: 0);
        var first = buffer.TakeAsync(Ct);
        buffer.Add(new CodeFrames(2, [0, 1, 2, 3]));
        buffer.End(new GenerationEnd(FinishReason.Length));

        var frame = Codes((await first)!);
        Assert.Equal([0, 1], frame);
        var second = await buffer.TakeAsync(Ct);
        Assert.Equal((1, false), (second!.Index, second.Fades));
        Assert.Equal([2, 3], Codes(second));
        Assert.Null(await buffer.TakeAsync(Ct));
        Assert.Equal(2, buffer.Taken);
    }

    [Fact]
    public async Task HeldFrames_ComeOutWithTheNextOrTheEnd()
    {
        var buffer = new FrameBuffer(groups: 1, held: 2);
        buffer.Add(new CodeFrames(1, [0, 1]));
        var first = buffer.TakeAsync(Ct);
        Assert.False(first.IsCompleted);

        buffer.Add(new CodeFrames(1, [2]));

        Assert.Equal(0, (await first)!.Index);
        Assert.Equal(2, (await Rest(buffer, () => buffer.End(new GenerationEnd(FinishReason.Stop)))).Last().Index);
    }

    [Fact]
    public void Reset_IsPossibleUntilAFrameHasLeft()
    {
        var buffer = new FrameBuffer(groups: 1, held: 2);
        buffer.Add(new CodeFrames(1, [0, 1]));
        Assert.True(buffer.TryReset());
        buffer.Add(new CodeFrames(1, [2, 3, 4]));

        Assert.Equal([2], Take(buffer)!.Frame.Codes.ToArray());
        Assert.False(buffer.TryReset());
    }

    [Fact]
    public void Runaway_GivesNothingOutOfItButAFade() => Gen.Select(Gen.Int[0, 30], Gen.Int[0, 30], Gen.Int[0, 30]).Sample((count, takenBefore, since) =>
    {
        takenBefore = Math.Min(takenBefore, count);
        since = Math.Min(since, count);
        var buffer = new FrameBuffer(groups: 1, held: 0);
        buffer.Add(new CodeFrames(1, [.. Enumerable.Range(0, count)]));
        for (var i = 0; i < takenBefore; i++)
            Take(buffer);
        buffer.End(new GenerationEnd(FinishReason.Runaway, since, new CodeFrames(1, [count])));

        var rest = new List<BufferedFrame>();
        while (Take(buffer) is { } next)
            rest.Add(next);

        Assert.Equal(Enumerable.Range(takenBefore, Math.Max(takenBefore, since) + 1 - takenBefore), rest.Select(next => (int)next.Index));
        Assert.Equal(rest.Select(next => (int)next.Index), rest.Select(next => next.Frame.Codes[0]));
        Assert.Equal(rest.Select((_, i) => i == rest.Count - 1), rest.Select(next => next.Fades));
    });

    [Fact]
    public async Task Cancellation_LeavesOneFrameToFade_AndIsTheEndThatCounts()
    {
        var buffer = new FrameBuffer(groups: 1, held: 0);
        buffer.Add(new CodeFrames(1, [0, 1, 2, 3]));
        await buffer.TakeAsync(Ct);

        buffer.End(new GenerationEnd(FinishReason.Cancelled));
        buffer.Add(new CodeFrames(1, [4]));
        buffer.End(new GenerationEnd(FinishReason.Stop));

        Assert.True((await buffer.TakeAsync(Ct))!.Fades);
        Assert.Null(await buffer.TakeAsync(Ct));
        Assert.Equal(FinishReason.Cancelled, buffer.Ended!.Reason);
    }

    [Fact]
    public async Task CancellationOfNothing_EndsAtOnce()
    {
        var buffer = new FrameBuffer(groups: 1, held: 3);
        buffer.End(new GenerationEnd(FinishReason.Cancelled));

        Assert.Null(await buffer.TakeAsync(Ct));
    }

    private static int[] Codes(BufferedFrame frame) => frame.Frame.Codes.ToArray();

    /// <summary>A frame that need not be waited for.</summary>
    private static BufferedFrame? Take(FrameBuffer buffer)
    {
        var taking = buffer.TakeAsync(Ct);
        Assert.True(taking.IsCompletedSuccessfully);
        return taking.GetAwaiter().GetResult();
    }

    private static async Task<List<BufferedFrame>> Rest(FrameBuffer buffer, Action end)
    {
        end();
        var rest = new List<BufferedFrame>();
        while (await buffer.TakeAsync(Ct) is { } next)
            rest.Add(next);
        return rest;
    }
}
