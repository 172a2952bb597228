using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>16-bit integers: half the memory of single precision, with some four more bits than a 16-bit float has.</summary>
internal readonly unsafe struct IntegerKeyValues : IKeyValueFormat
{
    private const float Largest = 32767;

    public static float Store(float* values, int width, byte* target)
    {
        var extremes = Vector512<float>.Zero;
        for (var i = 0; i < width; i += Vector512<float>.Count)
            extremes = Vector512.Max(extremes, Vector512.Abs(Vector512.Load(values + i)));
        var largest = Lanes.Max(extremes);
        var inverse = largest > 0 ? Largest / largest : 0;
        for (var i = 0; i < width; i += Vector512<float>.Count)
        {
            var integers = Vector512.ConvertToInt32(Vector512.Round(Vector512.Load(values + i) * inverse));
            Vector256.Narrow(integers.GetLower(), integers.GetUpper()).Store((short*)target + i);
        }

        return largest / Largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* row, int index) => Vector512.ConvertToSingle(Lanes.LoadShorts((short*)row + index));
}
