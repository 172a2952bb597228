using System.Security.Cryptography;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Output;

/// <summary>
/// Numbers that all replicas share: each takes a block of them from Redis at a time. While Redis is away speech does not
/// wait for it: a block is drawn at random, whose numbers may be other utterances' too.
/// </summary>
internal sealed class RedisNumbers(RedisConnection redis) : IUtteranceNumbers, IDisposable
{
    private const int Block = 256;

    private readonly SemaphoreSlim _one = new(1);
    private long _next;
    private long _end;

    public async ValueTask<int> NextAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_next == _end)
            {
                _end = await ReserveAsync(cancellation);
                _next = _end - Block;
            }

            return (int)(_next++ & WatermarkPayload.MaxUtterance);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<long> ReserveAsync(CancellationToken cancellation)
    {
        try
        {
            return await redis.WriteAsync(database => database.StringIncrementAsync(RedisKeys.Utterances, Block), cancellation);
        }
        catch (SpeechException)
        {
            return Block + RandomNumberGenerator.GetInt32(WatermarkPayload.MaxUtterance + 1);
        }
    }

    public void Dispose() => _one.Dispose();
}
