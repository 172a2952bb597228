using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>The frames of an utterance, kept while it lasts: for those who read them, and to go on from. Grows by doubling.</summary>
internal sealed class FrameStore(int groups)
{
    private const int FirstCapacity = 128;

    // What was handed out stays valid: a larger array takes its place, and none is written twice.
    private int[] _codes = new int[FirstCapacity * groups];

    public int Count { get; private set; }

    /// <returns>The stored copy.</returns>
    public ReadOnlyMemory<int> Add(ReadOnlySpan<int> frame)
    {
        var start = Count * groups;
        if (start == _codes.Length)
            Array.Resize(ref _codes, 2 * _codes.Length);
        frame.CopyTo(_codes.AsSpan(start, groups));
        Count++;
        return _codes.AsMemory(start, groups);
    }

    public CodeFrames ToFrames() => new(groups, _codes[..(Count * groups)]);
}
