using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Voices;

namespace Qwen3Tts.Gateway.Provenance;

/// <summary>Keeps a stream for each payload in Redis, for as long as the ledger is to be kept.</summary>
internal sealed class RedisLedgerStore(RedisConnection redis, IOptions<ProvenanceOptions> options) : ILedgerStore
{
    private const string Field = "entry";

    public Task AppendAsync(string payload, string line, CancellationToken cancellation) => redis.WriteAsync(
        database =>
        {
            var transaction = database.CreateTransaction();
            _ = transaction.StreamAddAsync(RedisKeys.Ledger(payload), Field, line);
            _ = transaction.KeyExpireAsync(RedisKeys.Ledger(payload), options.Value.Retention);
            return transaction.ExecuteAsync();
        },
        cancellation);

    public async IAsyncEnumerable<string> ReadAsync(string payload, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var entry in await redis.ReadAsync(database => database.StreamRangeAsync(RedisKeys.Ledger(payload)), cancellation))
            yield return entry[Field].ToString();
    }
}
