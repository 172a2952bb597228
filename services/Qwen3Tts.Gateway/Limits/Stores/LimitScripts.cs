namespace Qwen3Tts.Gateway.Limits.Stores;

/// <summary>
/// What happens in Redis in one go, by its own clock. A sorted set has when each utterance's permit ends, a hash which call holds it and
/// how many of its characters were counted, a string when the tenant owes nothing any more; all times in milliseconds.
/// </summary>
internal static class LimitScripts
{
    private const string Now = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)

        """;

    /// <summary>
    /// KEYS: ends, holders, paid off. ARGV: utterance, call, lease, the most utterances, characters a minute (0: any number). The limit that is
    /// reached (0: none, 1: utterances, 2: characters), open utterances, when to try again, characters that were counted.
    /// </summary>
    public const string Enter = Now + """
        local ends = redis.call('ZSCORE', KEYS[1], ARGV[1])
        local known = ends and tonumber(ends) > now and redis.call('HGET', KEYS[2], ARGV[1])
        local open = redis.call('ZCOUNT', KEYS[1], '(' .. string.format('%.0f', now), '+inf')
        local most, rate = tonumber(ARGV[4]), tonumber(ARGV[5])
        if not known and most > 0 and open >= most then return {1, open, 0, 0} end
        local owed = tonumber(redis.call('GET', KEYS[3]) or '0') - now
        if not known and rate > 0 and owed >= 60000 then return {2, open, math.ceil(owed - 60000 + 60000 / rate), 0} end
        local counted = known and string.match(known, '%d+$') or '0'
        redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[3]), ARGV[1])
        redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. counted)
        local ended = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
        for _, utterance in ipairs(ended) do
            redis.call('HDEL', KEYS[2], utterance)
            redis.call('ZREM', KEYS[1], utterance)
        end
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        redis.call('PEXPIRE', KEYS[2], ARGV[3])
        return {0, open, 0, tonumber(counted)}
        """;

    /// <summary>KEYS: ends, holders. ARGV: lease, then utterances, each with its call. The utterances that another call holds.</summary>
    public const string Renew = Now + """
        local lost = {}
        for i = 2, #ARGV, 2 do
            local holder = redis.call('HGET', KEYS[2], ARGV[i])
            if holder and string.match(holder, '^%S+') ~= ARGV[i + 1] then
                table.insert(lost, ARGV[i])
            else
                redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[1]), ARGV[i])
                if not holder then redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1] .. ' 0') end
            end
        end
        redis.call('PEXPIRE', KEYS[1], ARGV[1])
        redis.call('PEXPIRE', KEYS[2], ARGV[1])
        return lost
        """;

    /// <summary>KEYS: holders, paid off. ARGV: utterance, call, characters, characters a minute.</summary>
    public const string Count = Now + """
        local holder = redis.call('HGET', KEYS[1], ARGV[1])
        if holder and string.match(holder, '^%S+') ~= ARGV[2] then return 0 end
        local paid = math.max(now, tonumber(redis.call('GET', KEYS[2]) or '0')) + ARGV[3] * 60000 / ARGV[4]
        redis.call('SET', KEYS[2], string.format('%.3f', paid), 'PX', string.format('%.0f', math.ceil(paid - now)))
        if holder then
            redis.call('HSET', KEYS[1], ARGV[1], string.format('%s %.0f', ARGV[2], string.match(holder, '%d+$') + ARGV[3]))
        end
        return 1
        """;

    /// <summary>KEYS: ends, holders. ARGV: utterance, call.</summary>
    public const string Leave = """
        local holder = redis.call('HGET', KEYS[2], ARGV[1])
        if not holder or string.match(holder, '^%S+') ~= ARGV[2] then return 0 end
        redis.call('HDEL', KEYS[2], ARGV[1])
        redis.call('ZREM', KEYS[1], ARGV[1])
        return 1
        """;
}
