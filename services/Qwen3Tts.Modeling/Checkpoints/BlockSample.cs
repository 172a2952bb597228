using System.IO.Hashing;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>A digest of blocks taken over a whole file: tells a damaged or replaced file at a cost that does not grow with it.</summary>
internal static class BlockSample
{
    private const int Blocks = 64;
    private const int BlockLength = 4096;

    /// <summary>XXH128 of up to 64 blocks of 4 KiB at equal distances, the first and the last byte included, as hexadecimal digits.</summary>
    public static string Of(string path)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        var hash = new XxHash128();
        var block = new byte[BlockLength];
        var last = Math.Max(0, length - BlockLength);
        for (var i = 0; i < Blocks; i++)
        {
            var read = RandomAccess.Read(file, block, last * i / (Blocks - 1));
            hash.Append(block.AsSpan(0, read));
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
