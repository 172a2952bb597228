using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.UnitTests.Gateway.Voices;

/// <summary>What every voice store must do.</summary>
public abstract class VoiceStoreContract
{
    private static readonly byte[] Clip = [1, 2, 0, 255];
    private static readonly EmbeddingKey XVector = new("family", WithCodes: false);
    private static readonly EmbeddingKey WithCodes = new("family", WithCodes: true);

    // A tenant of its own for each test, since they share a server.
    private readonly Tenant _tenant = new($"tenant-{Guid.NewGuid():N}");

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected abstract IVoiceStore Store { get; }

    [Fact]
    public async Task Voice_Added_IsFoundWhole()
    {
        var voice = Voice("mine");

        Assert.True(await Store.TryAddAsync(_tenant, voice, Clip, Ct));

        Assert.Equal(voice, await Store.FindAsync(_tenant, "mine", Ct));
        Assert.Equal(Clip, (await Store.ReadClipAsync(_tenant, voice, Ct))!.Value.ToArray());
        Assert.Null(await Store.FindAsync(_tenant, "Mine", Ct));
    }

    [Fact]
    public async Task Voices_AreListedByName()
    {
        foreach (var name in new[] { "b", "C", "a" })
            await Store.TryAddAsync(_tenant, Voice(name), Clip, Ct);

        Assert.Equal(["C", "a", "b"], (await Store.ListAsync(_tenant, Ct)).Select(voice => voice.Name));
    }

    [Fact]
    public async Task Name_ThatIsTaken_ChangesNothing()
    {
        var first = Voice("mine");
        var second = Voice("mine");
        await Store.TryAddAsync(_tenant, first, Clip, Ct);

        Assert.False(await Store.TryAddAsync(_tenant, second, new byte[] { 9 }, Ct));

        Assert.Equal(first, await Store.FindAsync(_tenant, "mine", Ct));
        Assert.Equal(Clip, (await Store.ReadClipAsync(_tenant, first, Ct))!.Value.ToArray());
        Assert.Null(await Store.ReadClipAsync(_tenant, second, Ct));
    }

    [Fact]
    public async Task Name_AddedByManyAtOnce_IsOnes()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.TryAddAsync(_tenant, Voice("mine"), Clip, Ct))));

        Assert.Single(added, won => won);
    }

    [Fact]
    public async Task Tenants_AreApart()
    {
        var other = new Tenant(_tenant.Name + "-2");
        var voice = Voice("mine");
        await Store.TryAddAsync(_tenant, voice, Clip, Ct);
        await Store.SaveEmbeddingAsync(_tenant, voice, XVector, new VoiceEmbedding([1], null), Ct);

        Assert.Null(await Store.FindAsync(other, "mine", Ct));
        Assert.Empty(await Store.ListAsync(other, Ct));
        Assert.Null(await Store.ReadClipAsync(other, voice, Ct));
        Assert.Null(await Store.FindEmbeddingAsync(other, voice, XVector, Ct));
        Assert.False(await Store.RemoveAsync(other, voice, Ct));
        Assert.True(await Store.TryAddAsync(other, Voice("mine"), Clip, Ct));
    }

    [Fact]
    public async Task Embeddings_AreKeptByFamilyAndKind()
    {
        var voice = Voice("mine");
        await Store.TryAddAsync(_tenant, voice, Clip, Ct);
        await Store.SaveEmbeddingAsync(_tenant, voice, XVector, new VoiceEmbedding([1.5f, -2], null), Ct);
        await Store.SaveEmbeddingAsync(_tenant, voice, WithCodes, new VoiceEmbedding([3], new CodeFrames(2, [4, 5, 6, 7])), Ct);

        var plain = await Store.FindEmbeddingAsync(_tenant, voice, XVector, Ct);
        var coded = await Store.FindEmbeddingAsync(_tenant, voice, WithCodes, Ct);

        Assert.Equal([1.5f, -2], plain!.XVector);
        Assert.Null(plain.ReferenceCodes);
        Assert.Equal([3f], coded!.XVector);
        Assert.Equal(2, coded.ReferenceCodes!.Groups);
        Assert.Equal([4, 5, 6, 7], coded.ReferenceCodes.Codes.ToArray());
        Assert.Null(await Store.FindEmbeddingAsync(_tenant, voice, new EmbeddingKey("another", false), Ct));
    }

    [Fact]
    public async Task Voice_Removed_LeavesNothing_AndItsNameIsFree()
    {
        var voice = Voice("mine");
        await Store.TryAddAsync(_tenant, voice, Clip, Ct);
        await Store.SaveEmbeddingAsync(_tenant, voice, XVector, new VoiceEmbedding([1], null), Ct);

        Assert.True(await Store.RemoveAsync(_tenant, voice, Ct));
        Assert.False(await Store.RemoveAsync(_tenant, voice, Ct));
        await Store.SaveEmbeddingAsync(_tenant, voice, WithCodes, new VoiceEmbedding([1], null), Ct);

        Assert.Null(await Store.FindAsync(_tenant, "mine", Ct));
        Assert.Null(await Store.ReadClipAsync(_tenant, voice, Ct));
        Assert.Null(await Store.FindEmbeddingAsync(_tenant, voice, XVector, Ct));
        Assert.Null(await Store.FindEmbeddingAsync(_tenant, voice, WithCodes, Ct));
        Assert.True(await Store.TryAddAsync(_tenant, Voice("mine"), Clip, Ct));
    }

    [Fact]
    public async Task Voice_OfAnEarlierTime_DoesNotRemoveThatOfItsNameNow()
    {
        var earlier = Voice("mine");
        await Store.TryAddAsync(_tenant, earlier, Clip, Ct);
        await Store.RemoveAsync(_tenant, earlier, Ct);
        var now = Voice("mine");
        await Store.TryAddAsync(_tenant, now, Clip, Ct);

        Assert.False(await Store.RemoveAsync(_tenant, earlier, Ct));

        Assert.Equal(now, await Store.FindAsync(_tenant, "mine", Ct));
    }

    private protected static RegisteredVoice Voice(string name) =>
        new(Guid.NewGuid().ToString("N"), name, "what „I“ say", 3.25, new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero));
}
