using Qwen3Tts.Gateway.Voices.Changes;
using Qwen3Tts.Speech.Errors;
using StackExchange.Redis;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>The log as a stream of Redis, whose entries have ids <c>NUMBER-0</c>; a channel hints at new ones.</summary>
internal sealed class RedisVoiceLog(RedisConnection redis) : IVoiceLog
{
    private const int PageEntries = 500;

    private readonly SemaphoreSlim _subscribing = new(1);
    private bool _subscribed;

    public event Action? Hinted;

    public static string NewOrigin() => Guid.NewGuid().ToString("N");

    public async Task<VoiceLogPage> ReadAsync(VoiceLogPosition? after, CancellationToken cancellation)
    {
        await SubscribeAsync(cancellation);
        // The end first: an entry that is written meanwhile is among those that are read, or none of either. The origin last: where Redis is wiped
        // between the two, the page does not follow what was seen.
        var last = await redis.ProbeAsync(
            database => database.StreamRangeAsync(RedisKeys.Log, "-", "+", 1, Order.Descending), cancellation);
        var entries = after is { } seen
            ? await redis.ProbeAsync(database => database.StreamRangeAsync(RedisKeys.Log, $"({seen.Number}-0", "+", PageEntries), cancellation)
            : [];
        var origin = await redis.ProbeAsync(database => database.StringGetAsync(RedisKeys.Origin), cancellation);
        if (origin.IsNull)
            origin = await BeginAsync(cancellation);
        return new VoiceLogPage(
            origin.ToString(),
            last is [var end] ? Number(end) : 0,
            entries.Length > 0 ? Number(entries[0]) : 0,
            [.. entries.Select(Read)]);
    }

    // A Redis that takes no writes has no log to read either, until it does.
    private async Task<RedisValue> BeginAsync(CancellationToken cancellation)
    {
        try
        {
            await redis.WriteAsync(database => database.StringSetAsync(RedisKeys.Origin, NewOrigin(), when: When.NotExists), cancellation);
            return await redis.ProbeAsync(database => database.StringGetAsync(RedisKeys.Origin), cancellation);
        }
        catch (SpeechException error) when (error.InnerException is RedisServerException)
        {
            return "";
        }
    }

    private async Task SubscribeAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _subscribed))
            return;
        await _subscribing.WaitAsync(cancellation);
        try
        {
            if (!_subscribed)
                await redis.SubscribeAsync(RedisKeys.Hints, () => Hinted?.Invoke(), cancellation);
            Volatile.Write(ref _subscribed, true);
        }
        catch (Exception error) when (RedisErrors.Is(error))
        {
            // Without hints the log is read by its period; tried again then.
        }
        finally
        {
            _subscribing.Release();
        }
    }

    private static long Number(StreamEntry entry) => long.Parse(entry.Id.ToString().Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static VoiceChange Read(StreamEntry entry) => new(
        // What a newer replica calls otherwise takes no voice away from us, but may have changed it.
        Enum.TryParse<VoiceChangeKind>(entry["kind"].ToString(), out var kind) ? kind : VoiceChangeKind.Updated,
        entry["tenant"].ToString(),
        entry["id"].ToString(),
        entry["name"].ToString());
}
