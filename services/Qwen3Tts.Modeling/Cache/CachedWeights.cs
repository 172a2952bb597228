using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Cache;

/// <summary>Weights that kernels take as they are kept: one file in an entry of the cache.</summary>
internal static class CachedWeights
{
    public const string FileName = "weights.bin";

    private const int BytesAtOnce = 1 << 26;

    /// <summary>All of the file, in memory of its own: mapped pages would be small ones, which slow its reading down.</summary>
    /// <exception cref="SpeechException">It is not so long.</exception>
    public static NativeBuffer Read(CacheEntry entry, long length)
    {
        var path = Path.Combine(entry.Folder, FileName);
        using var handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
        if (RandomAccess.GetLength(handle) is var found && found != length)
            throw Unexpected(path, found, length);
        var memory = new NativeBuffer(length);
        try
        {
            for (var done = 0L; done < length;)
            {
                var read = RandomAccess.Read(handle, memory.Bytes(done, (int)Math.Min(BytesAtOnce, length - done)), done);
                if (read == 0)
                    throw Unexpected(path, done, length);
                done += read;
            }
        }
        catch
        {
            memory.Dispose();
            throw;
        }

        return memory;
    }

    /// <summary>The file of an entry that is being written.</summary>
    public static FileStream Create(string folder) =>
        new(Path.Combine(folder, FileName), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);

    private static SpeechException Unexpected(string path, long found, long length) => new(
        SpeechErrorKind.Internal, $"{path} has {found:N0} bytes; {length:N0} are expected. Delete its folder to have it made anew.");
}
