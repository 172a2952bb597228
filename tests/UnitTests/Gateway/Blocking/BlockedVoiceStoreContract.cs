using Qwen3Tts.Gateway.Blocking;
using Qwen3Tts.Gateway.Blocking.Stores;

namespace Qwen3Tts.UnitTests.Gateway.Blocking;

/// <summary>What every store of blocked voices does.</summary>
public abstract class BlockedVoiceStoreContract
{
    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected abstract IBlockedVoiceStore Store { get; }

    [Fact]
    public async Task Entry_IsKeptWithClipAndVectors_UntilItIsRemoved()
    {
        var (store, entry) = (Store, New());
        var most = (await store.ListAsync(Ct)).Count + 1;

        Assert.True(await store.TryAddAsync(entry, [1, 2], most, Ct));
        await store.SaveVectorAsync(entry.Id, "b:1", [6], Ct);

        var found = (await store.ListAsync(Ct)).Single(kept => kept.Id == entry.Id);
        Assert.Equal((entry.Added, 7), (found.Added, found.Note.Single()));
        Assert.Equal([("a:1", (byte)5), ("b:1", (byte)6)], found.Vectors.OrderBy(vector => vector.Key).Select(vector => (vector.Key, vector.Value.Single())));
        Assert.Equal([1, 2], await store.FindClipAsync(entry.Id, Ct));
        Assert.True(await store.RemoveAsync(entry.Id, Ct));
        Assert.DoesNotContain(await store.ListAsync(Ct), kept => kept.Id == entry.Id);
        Assert.Null(await store.FindClipAsync(entry.Id, Ct));
        Assert.False(await store.RemoveAsync(entry.Id, Ct));
    }

    [Fact]
    public async Task Version_IsAnotherAfterEachChange_AndTheSameWithout()
    {
        var (store, entry) = (Store, New());
        var versions = new List<string> { await store.ReadVersionAsync(Ct) };
        await store.TryAddAsync(entry, [1], 1_000, Ct);
        versions.Add(await store.ReadVersionAsync(Ct));
        await store.SaveVectorAsync(entry.Id, "b:1", [6], Ct);
        versions.Add(await store.ReadVersionAsync(Ct));
        await store.RemoveAsync(entry.Id, Ct);
        versions.Add(await store.ReadVersionAsync(Ct));

        Assert.Equal(4, versions.Distinct().Count());
        await store.SaveVectorAsync(entry.Id, "b:1", [6], Ct);
        await store.RemoveAsync(entry.Id, Ct);
        Assert.Equal(versions[^1], await store.ReadVersionAsync(Ct));
    }

    [Fact]
    public async Task Entry_MoreThanThereMayBe_ChangesNothing()
    {
        var (store, entry) = (Store, New());
        await store.TryAddAsync(New(), [1], 1_000, Ct);
        var (before, version) = ((await store.ListAsync(Ct)).Count, await store.ReadVersionAsync(Ct));

        Assert.False(await store.TryAddAsync(entry, [1], before, Ct));

        Assert.Equal((before, version), ((await store.ListAsync(Ct)).Count, await store.ReadVersionAsync(Ct)));
        Assert.Null(await store.FindClipAsync(entry.Id, Ct));
    }

    [Fact]
    public async Task Vector_OfAnEntryThatIsGone_IsNotKept()
    {
        var (store, entry) = (Store, New());

        await store.SaveVectorAsync(entry.Id, "a:1", [1], Ct);

        Assert.DoesNotContain(await store.ListAsync(Ct), kept => kept.Id == entry.Id);
    }

    private static BlockedVoice New() => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Added = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Note = [7],
        Vectors = new Dictionary<string, byte[]> { ["a:1"] = [5] },
    };
}
