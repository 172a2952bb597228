using System.Globalization;
using System.Runtime.CompilerServices;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using StackExchange.Redis;

namespace Qwen3Tts.Gateway.Consent.Audit;

/// <summary>Keeps a trail as a list in Redis, and its head beside it; <see cref="RedisKeys"/> says where.</summary>
internal sealed class RedisAuditLog(RedisConnection redis) : IAuditLog
{
    private const int Page = 256;

    public async Task<AuditHead> ReadHeadAsync(Tenant tenant, CancellationToken cancellation) =>
        Read(await redis.ReadAsync(database => database.StringGetAsync(RedisKeys.AuditHead(tenant)), cancellation));

    public Task<bool> TryAppendAsync(Tenant tenant, AuditHead known, string line, AuditHead next, CancellationToken cancellation) => redis.WriteAsync(
        database =>
        {
            var transaction = database.CreateTransaction();
            transaction.AddCondition(known == AuditHead.None ? Condition.KeyNotExists(RedisKeys.AuditHead(tenant)) : Condition.StringEqual(RedisKeys.AuditHead(tenant), Write(known)));
            _ = transaction.ListRightPushAsync(RedisKeys.AuditLines(tenant), line);
            _ = transaction.StringSetAsync(RedisKeys.AuditHead(tenant), Write(next));
            return transaction.ExecuteAsync();
        },
        cancellation);

    public async IAsyncEnumerable<string> ReadAsync(Tenant tenant, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var start = 0L; ; start += Page)
        {
            var lines = await redis.ReadAsync(database => database.ListRangeAsync(RedisKeys.AuditLines(tenant), start, start + Page - 1), cancellation);
            foreach (var line in lines)
                yield return line.ToString();
            if (lines.Length < Page)
                yield break;
        }
    }

    private static string Write(AuditHead head) => string.Create(CultureInfo.InvariantCulture, $"{head.Entries} {head.Hash} {head.Proof}");

    private static AuditHead Read(RedisValue value) => value.ToString().Split(' ') is [var entries, var hash, var proof]
        && long.TryParse(entries, CultureInfo.InvariantCulture, out var count)
        ? new AuditHead(count, hash, proof)
        : AuditHead.None;
}
