using Polly.CircuitBreaker;
using Polly.Timeout;
using Qwen3Tts.Speech.Errors;
using StackExchange.Redis;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>What an error of Redis means to the Gateway's caller.</summary>
internal static class RedisErrors
{
    private static readonly string[] NoWrites = ["READONLY", "NOREPLICAS", "MISCONF", "requires writable", "replica"];

    public static bool Is(Exception error) =>
        error is RedisException or RedisTimeoutException or TimeoutRejectedException or BrokenCircuitException;

    /// <summary>Whether Redis did not answer, rather than answered no.</summary>
    public static bool IsSilence(Exception error) =>
        error is RedisConnectionException or RedisTimeoutException or TimeoutRejectedException;

    public static SpeechException Translate(Exception error, bool writes) => error switch
    {
        _ when error.Message.Contains("OOM ", StringComparison.Ordinal) => new SpeechException(
            SpeechErrorKind.Exhausted, "Redis is full, so nothing was changed: give it more memory (maxmemory) or delete voices.", error),
        _ when writes && NoWrites.Any(word => error.Message.Contains(word, StringComparison.Ordinal)) => new SpeechException(
            SpeechErrorKind.Unavailable, "Redis takes no writes now, so nothing was changed: it is a replica, or lacks its own replicas or its disk.", error),
        RedisTimeoutException or TimeoutRejectedException when writes => new SpeechException(
            SpeechErrorKind.Unavailable, "Redis did not answer in time. Whether the change was made is not known: look at the voice before you try again.", error),
        _ => new SpeechException(SpeechErrorKind.Unavailable, "The voices are not available: Redis does not answer.", error),
    };
}
