using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using StackExchange.Redis;

namespace Qwen3Tts.Gateway.Consent.Stores;

/// <summary>
/// Keeps consents in Redis: each id's record in one hash, the sealed audio of each apart; <see cref="RedisKeys"/> says where.
/// </summary>
internal sealed class RedisConsentStore(RedisConnection redis) : IConsentStore
{
    private const string Recording = "recording";
    private const string Sample = "sample";

    public Task AddAsync(Tenant tenant, VoiceConsent consent, CancellationToken cancellation) =>
        redis.WriteAsync(database => database.HashSetAsync(RedisKeys.Consents(tenant), consent.Id, ConsentRecords.Write(consent)), cancellation);

    public async Task<VoiceConsent?> FindAsync(Tenant tenant, string id, CancellationToken cancellation)
    {
        var record = await redis.ReadAsync(database => database.HashGetAsync(RedisKeys.Consents(tenant), id), cancellation);
        return record.IsNull ? null : ConsentRecords.ReadConsent((byte[])record!);
    }

    public async Task<IReadOnlyList<VoiceConsent>> ListAsync(Tenant tenant, CancellationToken cancellation)
    {
        var records = await redis.ReadAsync(database => database.HashValuesAsync(RedisKeys.Consents(tenant)), cancellation);
        return [.. records.Select(record => ConsentRecords.ReadConsent((byte[])record!)).OrderBy(consent => consent.Issued)];
    }

    public Task<bool> TryReplaceAsync(Tenant tenant, VoiceConsent next, ConsentAudio? audio, CancellationToken cancellation) => redis.WriteAsync(
        async database =>
        {
            var known = await database.HashGetAsync(RedisKeys.Consents(tenant), next.Id);
            if (known.IsNull || ConsentRecords.ReadConsent((byte[])known!).Revision != next.Revision - 1)
                return false;
            var transaction = database.CreateTransaction();
            transaction.AddCondition(Condition.HashEqual(RedisKeys.Consents(tenant), next.Id, known));
            _ = transaction.HashSetAsync(RedisKeys.Consents(tenant), next.Id, ConsentRecords.Write(next));
            if (next.Key is null)
                _ = transaction.KeyDeleteAsync(RedisKeys.ConsentAudio(tenant, next.Id));
            else if (audio is not null)
                _ = transaction.HashSetAsync(RedisKeys.ConsentAudio(tenant, next.Id), [new(Recording, audio.Recording), new(Sample, audio.Sample)]);
            return await transaction.ExecuteAsync();
        },
        cancellation);

    public async Task<ConsentAudio?> FindAudioAsync(Tenant tenant, string id, CancellationToken cancellation)
    {
        var parts = await redis.ReadAsync(database => database.HashGetAsync(RedisKeys.ConsentAudio(tenant, id), [Recording, Sample]), cancellation);
        return parts.Any(part => part.IsNull) ? null : new ConsentAudio((byte[])parts[0]!, (byte[])parts[1]!);
    }

    public Task RemoveAsync(Tenant tenant, string id, CancellationToken cancellation) => redis.WriteAsync(
        async database =>
        {
            var transaction = database.CreateTransaction();
            _ = transaction.HashDeleteAsync(RedisKeys.Consents(tenant), id);
            _ = transaction.KeyDeleteAsync(RedisKeys.ConsentAudio(tenant, id));
            return await transaction.ExecuteAsync();
        },
        cancellation);
}
