using System.Security.Cryptography;
using Qwen3Tts.Audio.Watermark;

namespace Qwen3Tts.Gateway.Output;

/// <summary>Numbers of a Gateway on its own, counted from a random one on, so that one that starts again rarely repeats those before.</summary>
internal sealed class CountedNumbers : IUtteranceNumbers
{
    private int _last = RandomNumberGenerator.GetInt32(WatermarkPayload.MaxUtterance + 1);

    public ValueTask<int> NextAsync(CancellationToken cancellation) =>
        ValueTask.FromResult(Interlocked.Increment(ref _last) & WatermarkPayload.MaxUtterance);
}
