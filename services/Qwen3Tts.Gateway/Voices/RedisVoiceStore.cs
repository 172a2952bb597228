using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Voices;
using StackExchange.Redis;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>
/// Keeps voices in Redis: <c>qwen3tts:{TENANT}:voices</c> has each name's record, <c>qwen3tts:{TENANT}:voice:ID</c> the clip and
/// the embeddings. The braces keep a tenant's keys in one slot of a cluster.
/// </summary>
internal sealed class RedisVoiceStore(RedisConnection redis) : IVoiceStore
{
    private const string Clip = "clip";

    public Task<bool> TryAddAsync(Tenant tenant, RegisteredVoice voice, ReadOnlyMemory<byte> clip, CancellationToken cancellation) => redis.RunAsync(
        database =>
        {
            var transaction = database.CreateTransaction();
            transaction.AddCondition(Condition.HashNotExists(Names(tenant), voice.Name));
            _ = transaction.HashSetAsync(Names(tenant), voice.Name, VoiceRecords.Write(voice));
            _ = transaction.HashSetAsync(KeyOf(tenant, voice), Clip, clip);
            return transaction.ExecuteAsync();
        },
        cancellation);

    public async Task<RegisteredVoice?> FindAsync(Tenant tenant, string name, CancellationToken cancellation)
    {
        var record = await redis.RunAsync(database => database.HashGetAsync(Names(tenant), name), cancellation);
        return record.IsNull ? null : VoiceRecords.ReadVoice((byte[])record!);
    }

    public async Task<IReadOnlyList<RegisteredVoice>> ListAsync(Tenant tenant, CancellationToken cancellation)
    {
        var records = await redis.RunAsync(database => database.HashValuesAsync(Names(tenant)), cancellation);
        return [.. records.Select(record => VoiceRecords.ReadVoice((byte[])record!)).OrderBy(voice => voice.Name, StringComparer.Ordinal)];
    }

    public Task<bool> RemoveAsync(Tenant tenant, RegisteredVoice voice, CancellationToken cancellation) => redis.RunAsync(
        async database =>
        {
            var record = await database.HashGetAsync(Names(tenant), voice.Name);
            if (record.IsNull || VoiceRecords.ReadVoice((byte[])record!).Id != voice.Id)
                return false;
            var transaction = database.CreateTransaction();
            transaction.AddCondition(Condition.HashEqual(Names(tenant), voice.Name, record));
            _ = transaction.HashDeleteAsync(Names(tenant), voice.Name);
            _ = transaction.KeyDeleteAsync(KeyOf(tenant, voice));
            return await transaction.ExecuteAsync();
        },
        cancellation);

    public async Task<ReadOnlyMemory<byte>?> ReadClipAsync(Tenant tenant, RegisteredVoice voice, CancellationToken cancellation)
    {
        var clip = await redis.RunAsync(database => database.HashGetAsync(KeyOf(tenant, voice), Clip), cancellation);
        return clip.IsNull ? default(ReadOnlyMemory<byte>?) : (ReadOnlyMemory<byte>)clip;
    }

    public async Task<VoiceEmbedding?> FindEmbeddingAsync(
        Tenant tenant, RegisteredVoice voice, EmbeddingKey key, CancellationToken cancellation)
    {
        var bytes = await redis.RunAsync(database => database.HashGetAsync(KeyOf(tenant, voice), key.ToString()), cancellation);
        return bytes.IsNull ? null : VoiceRecords.ReadEmbedding((byte[])bytes!);
    }

    public Task SaveEmbeddingAsync(
        Tenant tenant, RegisteredVoice voice, EmbeddingKey key, VoiceEmbedding embedding, CancellationToken cancellation) => redis.RunAsync(
        database =>
        {
            var transaction = database.CreateTransaction();
            transaction.AddCondition(Condition.HashExists(KeyOf(tenant, voice), Clip));
            _ = transaction.HashSetAsync(KeyOf(tenant, voice), key.ToString(), VoiceRecords.Write(embedding));
            return transaction.ExecuteAsync();
        },
        cancellation);

    private static RedisKey Names(Tenant tenant) => $"qwen3tts:{{{tenant.Name}}}:voices";

    private static RedisKey KeyOf(Tenant tenant, RegisteredVoice voice) => $"qwen3tts:{{{tenant.Name}}}:voice:{voice.Id}";
}
