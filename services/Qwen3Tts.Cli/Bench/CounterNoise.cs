using System.IO.Hashing;
using System.Text;

namespace Qwen3Tts.Cli.Bench;

/// <summary>Numbers of mean 0 and deviation 1 that depend on (seed, name, index) alone, so that any part can be made by itself.</summary>
internal readonly struct CounterNoise(ulong seed, string name)
{
    // Four 16-bit uniform numbers added up (Irwin–Hall): mean 2 × 65535, variance 4 × (65536² − 1) / 12.
    private const float Mean = 2 * 65535f;
    private const float Scale = 1 / 37837.2266f;

    private readonly ulong _key = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(name), unchecked((long)seed));

    /// <summary>Fills <paramref name="target"/> with the numbers from <paramref name="index"/> on, times <paramref name="deviation"/>.</summary>
    public void Fill(Span<float> target, long index, float deviation)
    {
        var scale = Scale * deviation;
        for (var i = 0; i < target.Length; i++)
        {
            var bits = Mix(_key + ((ulong)(index + i) * 0x9E3779B97F4A7C15));
            var sum = (int)(bits & 0xFFFF) + (int)((bits >> 16) & 0xFFFF) + (int)((bits >> 32) & 0xFFFF) + (int)(bits >> 48);
            target[i] = (sum - Mean) * scale;
        }
    }

    // The output function of SplitMix64 (Steele, Lea, Flood 2014; constants by Stafford, mix 13).
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
