using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.UnitTests.Gateway.Voices;

/// <summary>What every voice store must do.</summary>
public abstract class VoiceStoreContract
{
    private static readonly byte[] Clip = [1, 2, 0, 255];
    private protected const int Most = 3;
    private const string XVector = "address-of-x-vector";
    private const string WithCodes = "address-with-codes";

    // A tenant of its own for each test, since they share a server.
    private readonly Tenant _tenant = new($"tenant-{Guid.NewGuid():N}");

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected abstract IVoiceStore Store { get; }

    /// <summary>What the store's changes drop from.</summary>
    private protected abstract IEmbeddingShare Share { get; }

    [Fact]
    public async Task Voice_Added_IsFoundWhole()
    {
        var voice = Voice("mine");

        Assert.True(await Store.TryAddAsync(_tenant, voice, Clip, Most, Ct));

        Assert.Equal(voice, await Store.FindAsync(_tenant, "mine", Ct));
        Assert.Equal(Clip, (await Store.ReadClipAsync(_tenant, voice, Ct))!.Value.ToArray());
        Assert.Null(await Store.FindAsync(_tenant, "Mine", Ct));
    }

    [Fact]
    public async Task Voices_AreListedByName()
    {
        foreach (var name in new[] { "b", "C", "a" })
            await Store.TryAddAsync(_tenant, Voice(name), Clip, Most, Ct);

        Assert.Equal(["C", "a", "b"], (await Store.ListAsync(_tenant, Ct)).Select(voice => voice.Name));
    }

    [Fact]
    public async Task Name_ThatIsTaken_ChangesNothing()
    {
        var first = Voice("mine");
        var second = Voice("mine");
        await Store.TryAddAsync(_tenant, first, Clip, Most, Ct);

        Assert.False(await Store.TryAddAsync(_tenant, second, new byte[] { 9 }, Most, Ct));

        Assert.Equal(first, await Store.FindAsync(_tenant, "mine", Ct));
        Assert.Equal(Clip, (await Store.ReadClipAsync(_tenant, first, Ct))!.Value.ToArray());
        Assert.Null(await Store.ReadClipAsync(_tenant, second, Ct));
    }

    [Fact]
    public async Task Name_AddedByManyAtOnce_IsOnes()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.TryAddAsync(_tenant, Voice("mine"), Clip, Most, Ct))));

        Assert.Single(added, won => won);
    }

    [Fact]
    public async Task Voices_AddedByManyAtOnce_AreNoMoreThanTheTenantMayHave()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            try
            {
                return await Store.TryAddAsync(_tenant, Voice($"{i}"), Clip, Most, Ct);
            }
            catch (SpeechException error) when (error.Kind is SpeechErrorKind.Exhausted)
            {
                return false;
            }
        })));

        Assert.Equal(Most, added.Count(won => won));
        Assert.Equal(Most, (await Store.ListAsync(_tenant, Ct)).Count);
        Assert.False(await Store.TryAddAsync(_tenant, Voice((await Store.ListAsync(_tenant, Ct))[0].Name), Clip, Most, Ct));
    }

    [Fact]
    public async Task Voice_WhoseOtherFieldsAreReadOtherwise_IsChangedAllTheSame()
    {
        var voice = Voice("mine");
        await Store.TryAddAsync(_tenant, voice, Clip, Most, Ct);

        Assert.True(await Store.ReplaceAsync(_tenant, voice with { Family = "read by another release" }, voice with { Revision = 2 }, Ct));
        Assert.False(await Store.RemoveAsync(_tenant, voice, Ct));
        Assert.True(await Store.RemoveAsync(_tenant, voice with { Revision = 2 }, Ct));
    }

    [Fact]
    public async Task Tenants_AreApart()
    {
        var other = new Tenant(_tenant.Name + "-2");
        var voice = Voice("mine");
        await Store.TryAddAsync(_tenant, voice, Clip, Most, Ct);
        await Store.SaveEmbeddingAsync(_tenant, voice, XVector, new VoiceEmbedding([1], null), Ct);

        Assert.Null(await Store.FindAsync(other, "mine", Ct));
        Assert.Empty(await Store.ListAsync(other, Ct));
        Assert.Null(await Store.ReadClipAsync(other, voice, Ct));
        Assert.Null(await Store.FindEmbeddingAsync(other, voice, XVector, Ct));
        Assert.False(await Store.RemoveAsync(other, voice, Ct));
        Assert.True(await Store.TryAddAsync(other, Voice("mine"), Clip, Most, Ct));
    }

    [Fact]
    public async Task Embeddings_AreKeptByFamilyAndKind()
    {
        var voice = Voice("mine");
        await Store.TryAddAsync(_tenant, voice, Clip, Most, Ct);
        await Store.SaveEmbeddingAsync(_tenant, voice, XVector, new VoiceEmbedding([1.5f, -2], null), Ct);
        await Store.SaveEmbeddingAsync(_tenant, voice, WithCodes, new VoiceEmbedding([3], new CodeFrames(2, [4, 5, 6, 7])), Ct);

        var plain = await Store.FindEmbeddingAsync(_tenant, voice, XVector, Ct);
        var coded = await Store.FindEmbeddingAsync(_tenant, voice, WithCodes, Ct);

        Assert.Equal([1.5f, -2], plain!.XVector);
        Assert.Null(plain.ReferenceCodes);
        Assert.Equal([3f], coded!.XVector);
        Assert.Equal(2, coded.ReferenceCodes!.Groups);
        Assert.Equal([4, 5, 6, 7], coded.ReferenceCodes.Codes.ToArray());
        Assert.Null(await Store.FindEmbeddingAsync(_tenant, voice, "another", Ct));
    }

    [Fact]
    public async Task Voice_Removed_LeavesNothing_AndItsNameIsFree()
    {
        var voice = Voice("mine");
        await Store.TryAddAsync(_tenant, voice, Clip, Most, Ct);
        await Store.SaveEmbeddingAsync(_tenant, voice, XVector, new VoiceEmbedding([1], null), Ct);

        Assert.True(await Store.RemoveAsync(_tenant, voice, Ct));
        Assert.False(await Store.RemoveAsync(_tenant, voice, Ct));
        await Store.SaveEmbeddingAsync(_tenant, voice, WithCodes, new VoiceEmbedding([1], null), Ct);

        Assert.Null(await Store.FindAsync(_tenant, "mine", Ct));
        Assert.Null(await Store.ReadClipAsync(_tenant, voice, Ct));
        Assert.Null(await Store.FindEmbeddingAsync(_tenant, voice, XVector, Ct));
        Assert.Null(await Store.FindEmbeddingAsync(_tenant, voice, WithCodes, Ct));
        Assert.True(await Store.TryAddAsync(_tenant, Voice("mine"), Clip, Most, Ct));
    }

    [Fact]
    public async Task Voice_OfAnEarlierTime_DoesNotRemoveThatOfItsNameNow()
    {
        var earlier = Voice("mine");
        await Store.TryAddAsync(_tenant, earlier, Clip, Most, Ct);
        await Store.RemoveAsync(_tenant, earlier, Ct);
        var now = Voice("mine");
        await Store.TryAddAsync(_tenant, now, Clip, Most, Ct);

        Assert.False(await Store.RemoveAsync(_tenant, earlier, Ct));

        Assert.Equal(now, await Store.FindAsync(_tenant, "mine", Ct));
    }

    [Fact]
    public async Task Voice_Replaced_IsTheNewOne_AndOfOneRevisionOnlyOneChangeWins()
    {
        var voice = Voice("mine");
        await Store.TryAddAsync(_tenant, voice, Clip, Most, Ct);
        var changes = Enumerable.Range(0, 6).Select(i => voice with { Revision = 2, Description = $"{i}" }).ToList();

        var won = await Task.WhenAll(changes.Select(change => Task.Run(() => Store.ReplaceAsync(_tenant, voice, change, Ct))));

        Assert.Single(won, one => one);
        Assert.Equal(changes[Array.IndexOf(won, true)], await Store.FindAsync(_tenant, "mine", Ct));
        Assert.False(await Store.RemoveAsync(_tenant, voice, Ct));
        Assert.Equal(Clip, (await Store.ReadClipAsync(_tenant, voice, Ct))!.Value.ToArray());
    }

    [Fact]
    public async Task Voice_Revoked_LosesClipAndEmbeddings_AndKeepsItsName()
    {
        var voice = Voice("mine");
        await Store.TryAddAsync(_tenant, voice, Clip, Most, Ct);
        await Store.SaveEmbeddingAsync(_tenant, voice, XVector, new VoiceEmbedding([1], null), Ct);
        var revoked = voice with { Revision = 2, State = VoiceState.Revoked };

        Assert.True(await Store.ReplaceAsync(_tenant, voice, revoked, Ct));
        await Store.SaveEmbeddingAsync(_tenant, voice, XVector, new VoiceEmbedding([1], null), Ct);
        await Store.TouchAsync(_tenant, voice, DateTimeOffset.UnixEpoch, Ct);

        Assert.Equal(revoked, await Store.FindAsync(_tenant, "mine", Ct));
        Assert.Null(await Store.ReadClipAsync(_tenant, voice, Ct));
        Assert.Null(await Store.FindEmbeddingAsync(_tenant, voice, XVector, Ct));
        Assert.False(await Store.TryAddAsync(_tenant, Voice("mine"), Clip, Most, Ct));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Clip_OfAVoiceThatIsRevokedOrRemoved_LeavesTheShare_AndNoOtherDoes(bool revoke)
    {
        var other = new Tenant(_tenant.Name + "-2");
        var voice = Voice("mine") with { ClipDigest = "digest" };
        await Store.TryAddAsync(_tenant, voice, Clip, Most, Ct);
        (Tenant Tenant, string Digest, string Address)[] all =
            [(_tenant, "digest", XVector), (_tenant, "digest", WithCodes), (_tenant, "another", XVector), (other, "digest", XVector)];
        var made = new List<(Tenant, string, string)>();
        Task<ClipEmbedding> Ask((Tenant Tenant, string Digest, string Address) what) =>
            Share.GetOrMakeAsync(what.Tenant, ShareScope.OfClip(what.Digest), what.Address, _ => { made.Add(what); return Task.FromResult(Embedding); }, Ct);
        foreach (var what in all.Concat(all))
            Assert.Equal(Embedding.Embedding.XVector, (await Ask(what)).Embedding.XVector);
        Assert.Equal(all, made);
        made.Clear();

        await Take(voice, revoke);
        foreach (var what in all)
            await Ask(what);

        Assert.Equal(all[..2], made);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Embedding_BeingMadeWhenTheVoiceIsRevokedOrRemoved_IsNotKept(bool revoke)
    {
        var voice = Voice("mine") with { ClipDigest = "digest" };
        await Store.TryAddAsync(_tenant, voice, Clip, Most, Ct);
        var (began, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = Share.GetOrMakeAsync(
            _tenant,
            ShareScope.OfClip("digest"),
            XVector,
            async _ =>
            {
                began.SetResult();
                await gate.Task;
                return Embedding;
            },
            Ct);
        await began.Task.WaitAsync(Ct);

        await Take(voice, revoke);
        gate.SetResult();
        await first;

        var again = 0;
        await Share.GetOrMakeAsync(_tenant, ShareScope.OfClip("digest"), XVector, _ => { again++; return Task.FromResult(Embedding); }, Ct);
        Assert.Equal(1, again);
        Assert.False(await Store.SaveEmbeddingAsync(_tenant, voice, XVector, Embedding.Embedding, Ct));
    }

    [Fact]
    public async Task Use_IsNoted_AndChangesNoRevision()
    {
        var voice = Voice("mine");
        await Store.TryAddAsync(_tenant, voice, Clip, Most, Ct);

        await Store.TouchAsync(_tenant, voice, DateTimeOffset.FromUnixTimeMilliseconds(1_750_000_000_500), Ct);

        var used = voice with { LastUsed = DateTimeOffset.FromUnixTimeSeconds(1_750_000_000) };
        Assert.Equal(used, await Store.FindAsync(_tenant, "mine", Ct));
        Assert.Equal([used], await Store.ListAsync(_tenant, Ct));
        Assert.True(await Store.RemoveAsync(_tenant, voice, Ct));
    }

    private protected static ClipEmbedding Embedding { get; } = new(new VoiceEmbedding([1.5f, -2], null), 3.25);

    private Task<bool> Take(RegisteredVoice voice, bool revoke) => revoke
        ? Store.ReplaceAsync(_tenant, voice, voice with { Revision = 2, State = VoiceState.Revoked }, Ct)
        : Store.RemoveAsync(_tenant, voice, Ct);

    private protected static RegisteredVoice Voice(string name) =>
        new(Guid.NewGuid().ToString("N"), name, "what „I“ say", 3.25, new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero));
}
