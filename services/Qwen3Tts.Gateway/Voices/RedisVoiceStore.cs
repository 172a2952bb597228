using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices.Changes;
using Qwen3Tts.Speech.Voices;
using StackExchange.Redis;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Keeps voices in Redis; <see cref="RedisKeys"/> says where.</summary>
internal sealed partial class RedisVoiceStore(RedisConnection redis, ILogger<RedisVoiceStore> logger) : IVoiceStore
{
    private const string Clip = "clip";

    public async Task<bool> TryAddAsync(
        Tenant tenant, RegisteredVoice voice, ReadOnlyMemory<byte> clip, int most, CancellationToken cancellation) =>
        (int)await redis.WriteAsync(
            database => database.ScriptEvaluateAsync(
                RedisScripts.Add,
                [RedisKeys.Names(tenant), RedisKeys.Voice(tenant, voice)],
                [voice.Name, VoiceRecords.Write(voice), clip, most]),
            cancellation) switch
        {
            0 => false,
            1 => true,
            _ => throw VoicesOptions.TooMany(most),
        };

    public async Task<RegisteredVoice?> FindAsync(Tenant tenant, string name, CancellationToken cancellation)
    {
        var record = await redis.ReadAsync(database => database.HashGetAsync(RedisKeys.Names(tenant), name), cancellation);
        if (record.IsNull)
            return null;
        var voice = VoiceRecords.ReadVoice((byte[])record!);
        var used = await redis.ReadAsync(database => database.HashGetAsync(RedisKeys.Used(tenant), voice.Id), cancellation);
        return voice with { LastUsed = Time(used) };
    }

    public async Task<IReadOnlyList<RegisteredVoice>> ListAsync(Tenant tenant, CancellationToken cancellation)
    {
        var records = await redis.ReadAsync(database => database.HashValuesAsync(RedisKeys.Names(tenant)), cancellation);
        var used = (await redis.ReadAsync(database => database.HashGetAllAsync(RedisKeys.Used(tenant)), cancellation))
            .ToDictionary(entry => entry.Name.ToString(), entry => entry.Value);
        var voices = new List<RegisteredVoice>(records.Length);
        foreach (var record in records)
        {
            try
            {
                var voice = VoiceRecords.ReadVoice((byte[])record!);
                voices.Add(voice with { LastUsed = Time(used.GetValueOrDefault(voice.Id)) });
            }
            catch (InvalidDataException error)
            {
                // One that a newer replica wrote must not hide the others.
                LogUnread(error, tenant.Name);
            }
        }

        return [.. voices.OrderBy(voice => voice.Name, StringComparer.Ordinal)];
    }

    public Task<bool> ReplaceAsync(Tenant tenant, RegisteredVoice current, RegisteredVoice changed, CancellationToken cancellation) =>
        changed.State is VoiceState.Revoked
            ? ChangeAsync(tenant, current, VoiceRecords.Write(changed), VoiceChangeKind.Revoked, drop: true, cancellation)
            : ChangeAsync(tenant, current, VoiceRecords.Write(changed), VoiceChangeKind.Updated, drop: false, cancellation);

    public Task<bool> RemoveAsync(Tenant tenant, RegisteredVoice voice, CancellationToken cancellation) =>
        ChangeAsync(tenant, voice, [], VoiceChangeKind.Deleted, drop: true, cancellation);

    public Task WithdrawConsentAsync(Tenant tenant, string consentId, CancellationToken cancellation) => redis.WriteAsync(
        database => database.ScriptEvaluateAsync(
            RedisScripts.WithdrawConsent,
            [
                RedisKeys.Log, RedisKeys.Origin,
                RedisKeys.Embeddings(tenant, ShareScope.OfConsent(consentId)), RedisKeys.Making(tenant, ShareScope.OfConsent(consentId)),
            ],
            [
                VoiceChangeKind.ConsentRevoked.ToString(), tenant.Name, consentId, IVoiceLog.MaxEntries, RedisKeys.Hints.ToString(),
                RedisVoiceLog.NewOrigin(),
            ]),
        cancellation);

    public async Task<ReadOnlyMemory<byte>?> ReadClipAsync(Tenant tenant, RegisteredVoice voice, CancellationToken cancellation)
    {
        var clip = await redis.ReadAsync(database => database.HashGetAsync(RedisKeys.Voice(tenant, voice), Clip), cancellation);
        return clip.IsNull ? default(ReadOnlyMemory<byte>?) : (ReadOnlyMemory<byte>)clip;
    }

    public async Task<VoiceEmbedding?> FindEmbeddingAsync(
        Tenant tenant, RegisteredVoice voice, string address, CancellationToken cancellation)
    {
        var bytes = await redis.ReadAsync(database => database.HashGetAsync(RedisKeys.Voice(tenant, voice), address), cancellation);
        return bytes.IsNull ? null : VoiceRecords.ReadEmbedding((byte[])bytes!);
    }

    public Task<bool> SaveEmbeddingAsync(
        Tenant tenant, RegisteredVoice voice, string address, VoiceEmbedding embedding, CancellationToken cancellation) =>
        SetWithClipAsync(tenant, voice, RedisKeys.Voice(tenant, voice), address, VoiceRecords.Write(embedding), cancellation);

    public Task TouchAsync(Tenant tenant, RegisteredVoice voice, DateTimeOffset used, CancellationToken cancellation) =>
        SetWithClipAsync(tenant, voice, RedisKeys.Used(tenant), voice.Id, used.ToUnixTimeSeconds(), cancellation);

    private async Task<bool> ChangeAsync(
        Tenant tenant, RegisteredVoice current, byte[] changed, VoiceChangeKind kind, bool drop, CancellationToken cancellation) =>
        (long)await redis.WriteAsync(
            database => database.ScriptEvaluateAsync(
                RedisScripts.Change,
                [
                    RedisKeys.Names(tenant), RedisKeys.Voice(tenant, current), RedisKeys.Used(tenant), RedisKeys.Log, RedisKeys.Origin,
                    RedisKeys.Embeddings(tenant, ShareScope.OfClip(current.ClipDigest)),
                    RedisKeys.Making(tenant, ShareScope.OfClip(current.ClipDigest)),
                ],
                [
                    current.Name, current.Revision, changed, kind.ToString(), tenant.Name, current.Id, drop ? "drop" : "",
                    IVoiceLog.MaxEntries, RedisKeys.Hints.ToString(), RedisVoiceLog.NewOrigin(),
                ]),
            cancellation) > 0;

    private async Task<bool> SetWithClipAsync(
        Tenant tenant, RegisteredVoice voice, RedisKey hash, RedisValue field, RedisValue value, CancellationToken cancellation) =>
        (bool)await redis.WriteAsync(
            database => database.ScriptEvaluateAsync(RedisScripts.SetWithClip, [RedisKeys.Voice(tenant, voice), hash], [field, value]),
            cancellation);

    private static DateTimeOffset? Time(RedisValue seconds) => seconds.IsNull ? null : DateTimeOffset.FromUnixTimeSeconds((long)seconds);

    [LoggerMessage(44, LogLevel.Warning, "A voice of tenant {Tenant} cannot be read and is left out.")]
    private partial void LogUnread(Exception error, string tenant);
}
