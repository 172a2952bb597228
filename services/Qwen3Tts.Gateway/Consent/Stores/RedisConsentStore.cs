using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using StackExchange.Redis;

namespace Qwen3Tts.Gateway.Consent.Stores;

/// <summary>
/// Keeps consents in Redis: <c>qwen3tts:{TENANT}:consents</c> has each id's record, <c>qwen3tts:{TENANT}:consent:ID</c> the sealed audio.
/// </summary>
internal sealed class RedisConsentStore(RedisConnection redis) : IConsentStore
{
    private const string Recording = "recording";
    private const string Sample = "sample";

    public Task AddAsync(Tenant tenant, VoiceConsent consent, CancellationToken cancellation) =>
        redis.WriteAsync(database => database.HashSetAsync(Records(tenant), consent.Id, ConsentRecords.Write(consent)), cancellation);

    public async Task<VoiceConsent?> FindAsync(Tenant tenant, string id, CancellationToken cancellation)
    {
        var record = await redis.ReadAsync(database => database.HashGetAsync(Records(tenant), id), cancellation);
        return record.IsNull ? null : ConsentRecords.ReadConsent((byte[])record!);
    }

    public async Task<IReadOnlyList<VoiceConsent>> ListAsync(Tenant tenant, CancellationToken cancellation)
    {
        var records = await redis.ReadAsync(database => database.HashValuesAsync(Records(tenant)), cancellation);
        return [.. records.Select(record => ConsentRecords.ReadConsent((byte[])record!)).OrderBy(consent => consent.Issued)];
    }

    public Task<bool> TryReplaceAsync(Tenant tenant, VoiceConsent next, ConsentAudio? audio, CancellationToken cancellation) => redis.WriteAsync(
        async database =>
        {
            var known = await database.HashGetAsync(Records(tenant), next.Id);
            if (known.IsNull || ConsentRecords.ReadConsent((byte[])known!).Revision != next.Revision - 1)
                return false;
            var transaction = database.CreateTransaction();
            transaction.AddCondition(Condition.HashEqual(Records(tenant), next.Id, known));
            _ = transaction.HashSetAsync(Records(tenant), next.Id, ConsentRecords.Write(next));
            if (next.Key is null)
                _ = transaction.KeyDeleteAsync(Audio(tenant, next.Id));
            else if (audio is not null)
                _ = transaction.HashSetAsync(Audio(tenant, next.Id), [new(Recording, audio.Recording), new(Sample, audio.Sample)]);
            return await transaction.ExecuteAsync();
        },
        cancellation);

    public async Task<ConsentAudio?> FindAudioAsync(Tenant tenant, string id, CancellationToken cancellation)
    {
        var parts = await redis.ReadAsync(database => database.HashGetAsync(Audio(tenant, id), [Recording, Sample]), cancellation);
        return parts.Any(part => part.IsNull) ? null : new ConsentAudio((byte[])parts[0]!, (byte[])parts[1]!);
    }

    public Task RemoveAsync(Tenant tenant, string id, CancellationToken cancellation) => redis.WriteAsync(
        async database =>
        {
            var transaction = database.CreateTransaction();
            _ = transaction.HashDeleteAsync(Records(tenant), id);
            _ = transaction.KeyDeleteAsync(Audio(tenant, id));
            return await transaction.ExecuteAsync();
        },
        cancellation);

    private static RedisKey Records(Tenant tenant) => $"qwen3tts:{{{tenant.Name}}}:consents";

    private static RedisKey Audio(Tenant tenant, string id) => $"qwen3tts:{{{tenant.Name}}}:consent:{id}";
}
