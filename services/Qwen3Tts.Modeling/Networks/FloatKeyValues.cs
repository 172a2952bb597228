using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Networks;

internal readonly unsafe struct FloatKeyValues : IKeyValueFormat
{
    public static float Store(float* values, int width, byte* target)
    {
        new ReadOnlySpan<float>(values, width).CopyTo(new Span<float>(target, width));
        return 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* row, int index) => Vector512.Load((float*)row + index);
}
