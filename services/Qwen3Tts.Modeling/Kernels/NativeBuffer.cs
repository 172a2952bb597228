using System.Runtime.InteropServices;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Memory outside the collector's heap, aligned to a cache line and, from some size on, to huge pages. Its content is arbitrary.</summary>
/// <remarks>
/// With pages of 4 KiB a core that streams weights waits for the page walker: huge pages raised its reading from 18 to 26 GB/s.
/// Pages that are never written take no memory.
/// </remarks>
internal sealed unsafe partial class NativeBuffer : IDisposable
{
    private const int HugePage = 2 << 20;
    private const int CacheLine = 64;
    private const int AdviseHugePages = 14;

    private void* _data;

    /// <param name="bytes">Its length.</param>
    /// <param name="hugePages">False for memory of which only parts may ever be used.</param>
    public NativeBuffer(long bytes, bool hugePages = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Length = bytes;
        var large = bytes >= HugePage;
        var size = (nuint)Math.Max(bytes, CacheLine);
        _data = NativeMemory.AlignedAlloc(size, large ? HugePage : (nuint)CacheLine);
        if (large && hugePages && OperatingSystem.IsLinux())
            _ = Advise(_data, size, AdviseHugePages); // Advice only: without it all works, slower.
    }

    public long Length { get; }

    public byte* Pointer => (byte*)_data;

    public void Clear() => NativeMemory.Clear(_data, (nuint)Length);

    public Span<byte> Bytes(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Length, nameof(length));
        return new(Pointer + start, length);
    }

    public void Dispose()
    {
        if (_data is null)
            return;
        NativeMemory.AlignedFree(_data);
        _data = null;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
