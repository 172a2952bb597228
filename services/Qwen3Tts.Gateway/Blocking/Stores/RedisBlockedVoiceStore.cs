using Qwen3Tts.Gateway.Voices;
using StackExchange.Redis;

namespace Qwen3Tts.Gateway.Blocking.Stores;

/// <summary>Keeps the list in Redis: a hash of records, and a hash an entry of its clip and vectors; <see cref="RedisKeys"/> says where.</summary>
internal sealed class RedisBlockedVoiceStore(RedisConnection redis) : IBlockedVoiceStore
{
    private const string Clip = "clip";
    private const string VectorPrefix = "vector:";

    // A list that was wiped and begun anew must not be taken for the one before, so its first change draws a name.
    private const string Count = """
        redis.call('HSETNX', KEYS[1], 'origin', ARGV[1])
        redis.call('HINCRBY', KEYS[1], 'changes', 1)
        return 1
        """;

    /// <summary>KEYS: version, entries, entry. ARGV: an origin, id, record, clip, the most entries.</summary>
    private const string Add = """
        if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0 and redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[5]) then return 0 end
        redis.call('HSET', KEYS[3], 'clip', ARGV[4])
        redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
        """ + "\n" + Count;

    /// <summary>KEYS: version, entries, entry. ARGV: an origin, id, field, value.</summary>
    private const string Save = """
        if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0 then return 0 end
        redis.call('HSET', KEYS[3], ARGV[3], ARGV[4])
        """ + "\n" + Count;

    /// <summary>KEYS: version, entries, entry. ARGV: an origin, id.</summary>
    private const string Remove = """
        if redis.call('HDEL', KEYS[2], ARGV[2]) == 0 then return 0 end
        redis.call('DEL', KEYS[3])
        """ + "\n" + Count;

    public async Task<string> ReadVersionAsync(CancellationToken cancellation)
    {
        var version = await redis.ReadAsync(database => database.HashGetAsync(RedisKeys.BlockedVersion, ["origin", "changes"]), cancellation);
        return $"{version[0]}:{version[1]}";
    }

    public Task<bool> TryAddAsync(BlockedVoice entry, byte[] clip, int most, CancellationToken cancellation) =>
        ChangeAsync(Add, entry.Id, [BlockedVoiceRecords.Write(entry), clip, most], entry.Vectors, cancellation);

    public async Task<IReadOnlyList<BlockedVoice>> ListAsync(CancellationToken cancellation)
    {
        var records = await redis.ReadAsync(database => database.HashValuesAsync(RedisKeys.Blocked), cancellation);
        var entries = records.Select(record => BlockedVoiceRecords.Read((byte[])record!)).OrderBy(entry => entry.Added).ToList();
        return await Task.WhenAll(entries.Select(entry => WithVectorsAsync(entry, cancellation)));
    }

    public async Task<byte[]?> FindClipAsync(string id, CancellationToken cancellation) =>
        (byte[]?)await redis.ReadAsync(database => database.HashGetAsync(RedisKeys.BlockedVoice(id), Clip), cancellation);

    public Task SaveVectorAsync(string id, string encoder, byte[] vector, CancellationToken cancellation) =>
        ChangeAsync(Save, id, [VectorPrefix + encoder, vector], new Dictionary<string, byte[]>(), cancellation);

    public Task<bool> RemoveAsync(string id, CancellationToken cancellation) =>
        ChangeAsync(Remove, id, [], new Dictionary<string, byte[]>(), cancellation);

    // The vectors of a new entry go with it in one transaction, so that none is seen without.
    private Task<bool> ChangeAsync(
        string script, string id, RedisValue[] values, IReadOnlyDictionary<string, byte[]> vectors, CancellationToken cancellation) => redis.WriteAsync(
        async database =>
        {
            RedisKey[] keys = [RedisKeys.BlockedVersion, RedisKeys.Blocked, RedisKeys.BlockedVoice(id)];
            var origin = Guid.NewGuid().ToString("N");
            var transaction = database.CreateTransaction();
            var changed = transaction.ScriptEvaluateAsync(script, keys, [origin, id, .. values]);
            foreach (var (encoder, vector) in vectors)
                _ = transaction.ScriptEvaluateAsync(Save, keys, [origin, id, VectorPrefix + encoder, vector]);
            await transaction.ExecuteAsync();
            return (bool)await changed;
        },
        cancellation);

    private async Task<BlockedVoice> WithVectorsAsync(BlockedVoice entry, CancellationToken cancellation)
    {
        var fields = await redis.ReadAsync(database => database.HashKeysAsync(RedisKeys.BlockedVoice(entry.Id)), cancellation);
        RedisValue[] names = [.. fields.Where(field => field.StartsWith(VectorPrefix))];
        if (names.Length is 0)
            return entry;
        var values = await redis.ReadAsync(database => database.HashGetAsync(RedisKeys.BlockedVoice(entry.Id), names), cancellation);
        // One that was removed in between has none any more.
        var vectors = names.Zip(values).Where(vector => !vector.Second.IsNull);
        return entry with { Vectors = vectors.ToDictionary(vector => vector.First.ToString()[VectorPrefix.Length..], vector => (byte[])vector.Second!) };
    }
}
