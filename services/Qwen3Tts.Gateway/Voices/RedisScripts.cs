namespace Qwen3Tts.Gateway.Voices;

/// <summary>
/// What happens in Redis in one go. A script is not undone when one of its commands fails, so the first that writes is one that Redis
/// refuses while it is full or takes no writes; the rest then passes.
/// </summary>
internal static class RedisScripts
{
    /// <summary>KEYS: names, voice. ARGV: name, record, clip, the most names. 1 when it is there; 0 when the name is taken; 2 when there
    /// are as many. May be repeated.</summary>
    public const string Add = """
        local there = redis.call('HGET', KEYS[1], ARGV[1])
        if there then return there == ARGV[2] and 1 or 0 end
        if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then return 2 end
        redis.call('HSET', KEYS[2], 'clip', ARGV[3])
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        return 1
        """;

    /// <summary>
    /// KEYS: names, voice, used, log, origin, what is shared of its clip, locks of what is being made of it. ARGV: name, revision that is
    /// there, new record or '' to remove it, kind, tenant, id, 'drop' to remove all that was made of the clip with it, entries to keep,
    /// channel, an origin. The entry's number; 0 when id or revision is another.
    /// What else a record says is not compared: one of another release may have more fields, or fewer.
    /// </summary>
    public const string Change = """
        local there = redis.call('HGET', KEYS[1], ARGV[1])
        local read, was = pcall(cjson.decode, string.sub(there or '', 2))
        if not read or was.Id ~= ARGV[6] or was.Revision ~= tonumber(ARGV[2]) then return 0 end
        local last = redis.call('XREVRANGE', KEYS[4], '+', '-', 'COUNT', 1)[1]
        local number = last and tonumber(string.match(last[1], '^%d+')) + 1 or 1
        redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[8], string.format('%d-0', number),
            'kind', ARGV[4], 'tenant', ARGV[5], 'id', ARGV[6], 'name', ARGV[1])
        redis.call('SET', KEYS[5], ARGV[10], 'NX')
        if ARGV[3] == '' then
            redis.call('HDEL', KEYS[1], ARGV[1])
            redis.call('HDEL', KEYS[3], ARGV[6])
        else
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
        end
        if ARGV[7] == 'drop' then redis.call('DEL', KEYS[2], KEYS[6], KEYS[7]) end
        redis.call('PUBLISH', ARGV[9], number)
        return number
        """;

    /// <summary>
    /// KEYS: log, origin, what is shared under the consent, locks of what is being made under it. ARGV: kind, tenant, id, entries to
    /// keep, channel, an origin. The entry's number.
    /// </summary>
    public const string WithdrawConsent = """
        local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
        local number = last and tonumber(string.match(last[1], '^%d+')) + 1 or 1
        redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[4], string.format('%d-0', number),
            'kind', ARGV[1], 'tenant', ARGV[2], 'id', ARGV[3], 'name', '')
        redis.call('SET', KEYS[2], ARGV[6], 'NX')
        redis.call('DEL', KEYS[3], KEYS[4])
        redis.call('PUBLISH', ARGV[5], number)
        return number
        """;

    /// <summary>KEYS: voice, hash. ARGV: field, value. Sets the field while the voice has its clip.</summary>
    public const string SetWithClip = """
        if redis.call('HEXISTS', KEYS[1], 'clip') == 0 then return 0 end
        redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
        return 1
        """;

    /// <summary>
    /// KEYS: embeddings, locks, fence. ARGV: address, how a value of this version begins, lease in milliseconds. The value; else a number:
    /// that of the lock, which is now the caller's, or 0 where another holds it.
    /// </summary>
    public const string FindOrLock = """
        local value = redis.call('HGET', KEYS[1], ARGV[1])
        if value and string.sub(value, 1, #ARGV[2]) == ARGV[2] then return value end
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local lock = redis.call('HGET', KEYS[2], ARGV[1])
        if lock and tonumber(string.match(lock, '%d+$')) > now then return 0 end
        local number = redis.call('INCR', KEYS[3])
        redis.call('HSET', KEYS[2], ARGV[1], string.format('%.0f %.0f', number, now + ARGV[3]))
        redis.call('PEXPIRE', KEYS[2], ARGV[3])
        return number
        """;

    /// <summary>KEYS: locks. ARGV: address, number, lease in milliseconds. Whether the lock was still that one's.</summary>
    public const string Renew = """
        local lock = redis.call('HGET', KEYS[1], ARGV[1])
        if not lock or string.match(lock, '^%d+') ~= ARGV[2] then return 0 end
        local time = redis.call('TIME')
        redis.call('HSET', KEYS[1], ARGV[1], string.format('%s %.0f', ARGV[2], time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[3]))
        return redis.call('PEXPIRE', KEYS[1], ARGV[3])
        """;

    /// <summary>
    /// KEYS: embeddings, locks. ARGV: address, number, value, time to live in milliseconds of all that is shared under the scope, from the
    /// first on. Saves while the lock is that one's.
    /// </summary>
    public const string Save = """
        local lock = redis.call('HGET', KEYS[2], ARGV[1])
        if not lock or string.match(lock, '^%d+') ~= ARGV[2] then return 0 end
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
        if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
        redis.call('HDEL', KEYS[2], ARGV[1])
        return 1
        """;

    /// <summary>KEYS: locks. ARGV: address, number.</summary>
    public const string Release = """
        local lock = redis.call('HGET', KEYS[1], ARGV[1])
        if lock and string.match(lock, '^%d+') == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
        return 1
        """;
}
