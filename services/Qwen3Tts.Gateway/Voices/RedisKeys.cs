using Qwen3Tts.Gateway.Tenants;
using StackExchange.Redis;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>
/// Where things stand in Redis. All in one slot of a cluster, so that a voice and the log change together. What is a tenant's has
/// the tenant in its key.
/// </summary>
internal static class RedisKeys
{
    private const string Slot = "{qwen3tts}";

    /// <summary>A stream: changes of voices, numbered from 1 on.</summary>
    public static RedisKey Log { get; } = $"{Slot}:log";

    /// <summary>Which log this is; gone with the rest when Redis is wiped.</summary>
    public static RedisKey Origin { get; } = $"{Slot}:origin";

    /// <summary>Counts the locks that were given.</summary>
    public static RedisKey Fence { get; } = $"{Slot}:fence";

    /// <summary>Counts the utterances whose numbers were given away.</summary>
    public static RedisKey Utterances { get; } = $"{Slot}:utterances";

    /// <summary>A stream: what is known of the utterances whose mark has this payload. The tenant stands in the entries.</summary>
    public static RedisKey Ledger(string payload) => $"{Slot}:ledger:{payload}";

    /// <summary>A hash: each blocked voice's record, by its id. The operator's, and no tenant's.</summary>
    public static RedisKey Blocked { get; } = $"{Slot}:blocked";

    /// <summary>A hash: which list of blocked voices this is, and its changes.</summary>
    public static RedisKey BlockedVersion { get; } = $"{Slot}:blocked-version";

    /// <summary>A hash: a blocked voice's clip and vectors, sealed.</summary>
    public static RedisKey BlockedVoice(string id) => $"{Slot}:blocked:{id}";

    /// <summary>Hints that the log has grown.</summary>
    public static RedisChannel Hints { get; } = RedisChannel.Literal($"{Slot}:hints");

    /// <summary>A hash: each name's record.</summary>
    public static RedisKey Names(Tenant tenant) => $"{Slot}:{tenant.Name}:voices";

    /// <summary>A hash: when each voice, by id, was last used, in Unix seconds.</summary>
    public static RedisKey Used(Tenant tenant) => $"{Slot}:{tenant.Name}:used";

    /// <summary>A hash: the voice's clip, and its embeddings by their addresses.</summary>
    public static RedisKey Voice(Tenant tenant, RegisteredVoice voice) => $"{Slot}:{tenant.Name}:voice:{voice.Id}";

    /// <summary>By what the tenant's clips are digested.</summary>
    public static RedisKey DigestKey(Tenant tenant) => $"{Slot}:{tenant.Name}:digest-key";

    /// <summary>A sorted set: the tenant's open utterances, by when their permits end in Unix milliseconds.</summary>
    public static RedisKey OpenUtterances(Tenant tenant) => $"{Slot}:{tenant.Name}:open";

    /// <summary>A hash: which call holds an utterance's permit, and how many of its characters were counted, by the utterance.</summary>
    public static RedisKey PermitHolders(Tenant tenant) => $"{Slot}:{tenant.Name}:permit-holders";

    /// <summary>When what the tenant had spoken is paid off, in Unix milliseconds.</summary>
    public static RedisKey PaidOff(Tenant tenant) => $"{Slot}:{tenant.Name}:paid-off";

    /// <summary>A hash: each consent's record, by its id.</summary>
    public static RedisKey Consents(Tenant tenant) => $"{Slot}:{tenant.Name}:consents";

    /// <summary>A hash: what a consent holds of audio, sealed.</summary>
    public static RedisKey ConsentAudio(Tenant tenant, string id) => $"{Slot}:{tenant.Name}:consent:{id}";

    /// <summary>The audit trail's lines.</summary>
    public static RedisKey AuditLines(Tenant tenant) => $"{Slot}:{tenant.Name}:audit";

    public static RedisKey AuditHead(Tenant tenant) => $"{Slot}:{tenant.Name}:audit-head";

    /// <summary>A hash: what is shared under a scope, by its address.</summary>
    public static RedisKey Embeddings(Tenant tenant, ShareScope scope) => $"{Slot}:{tenant.Name}:embeddings:{scope}";

    /// <summary>A hash: who makes which of them, by its address: a lock's number, and when its lease ends in Unix milliseconds.</summary>
    public static RedisKey Making(Tenant tenant, ShareScope scope) => $"{Slot}:{tenant.Name}:making:{scope}";
}
