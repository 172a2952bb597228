using System.Threading.Channels;
using Qwen3Tts.Cli.Client;

namespace Qwen3Tts.UnitTests.Cli.Client;

public sealed class KeptTextTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reader_AfterAnother_GetsAllPieces_AlsoThoseThatTheOtherDidNotWaitFor()
    {
        var source = Channel.CreateUnbounded<string>();
        await using var text = new KeptText(source.Reader.ReadAllAsync(Ct), Ct);
        source.Writer.TryWrite("a");
        using (var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct))
        {
            await using var first = text.ReadAsync(leaving.Token).GetAsyncEnumerator(Ct);
            Assert.True(await first.MoveNextAsync());
            var waiting = first.MoveNextAsync();
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        }

        source.Writer.TryWrite("b");
        source.Writer.TryWrite("c");
        source.Writer.Complete();

        Assert.Equal(["a", "b", "c"], await text.ReadAsync(Ct).ToListAsync(Ct));
        Assert.Equal(["a", "b", "c"], await text.ReadAsync(Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task Source_ThatFails_FailsForEveryReader()
    {
        await using var text = new KeptText(FailAsync(), Ct);

        await Assert.ThrowsAsync<InvalidDataException>(async () => await text.ReadAsync(Ct).ToListAsync(Ct));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await text.ReadAsync(Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task Disposal_EndsASourceThatWaits()
    {
        var source = Channel.CreateUnbounded<string>();
        var text = new KeptText(source.Reader.ReadAllAsync(CancellationToken.None), Ct);
        await using var reader = text.ReadAsync(Ct).GetAsyncEnumerator(Ct);
        var waiting = reader.MoveNextAsync();

        await text.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
    }

    private static async IAsyncEnumerable<string> FailAsync()
    {
        yield return "a";
        await Task.Yield();
        throw new InvalidDataException();
    }
}
