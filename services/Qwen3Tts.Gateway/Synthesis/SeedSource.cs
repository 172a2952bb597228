using System.Security.Cryptography;

namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>Draws the seed of an utterance whose request has none.</summary>
internal sealed class SeedSource
{
    public ulong Draw()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt64(bytes);
    }
}
