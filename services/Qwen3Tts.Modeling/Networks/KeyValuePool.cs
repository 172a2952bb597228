using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>
/// Memory for keys and values, all of it set aside at the start and given out by the page, so that a sequence costs what it uses and no
/// number of sequences costs more than was planned. For one thread.
/// </summary>
internal sealed unsafe class KeyValuePool : IDisposable
{
    private readonly NativeBuffer _memory;
    private readonly Stack<int> _free;

    public KeyValuePool(KeyValueLayout layout, int pages)
    {
        Layout = layout;
        Pages = pages;
        _memory = new NativeBuffer(pages * layout.PageBytes);
        // The page given back last is given out first: what was never needed is never touched.
        _free = new Stack<int>(Enumerable.Range(0, pages).Reverse());
    }

    public KeyValueLayout Layout { get; }

    public int Pages { get; }

    public int FreePages => _free.Count;

    /// <summary>How much of it is given out: 0 to 1. For any thread.</summary>
    public double Use => 1 - (double)FreePages / Pages;

    public byte* Page(int page) => _memory.Pointer + page * Layout.PageBytes;

    /// <exception cref="SpeechException">Exhausted: all pages are in use.</exception>
    public int Take() => _free.TryPop(out var page)
        ? page
        : throw SpeechException.Exhausted($"All {Pages} pages of {Layout.Positions} positions that Engine:MaxUtterances and Engine:MaxFrames allow are in use.");

    public void Return(int page) => _free.Push(page);

    public void Dispose() => _memory.Dispose();
}
