using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Weights in single precision.</summary>
internal readonly unsafe struct FloatTileWeights : ITileWeights
{
    public static int Size => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load16(byte* weights, int column) => Vector512.Load((float*)weights + column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load8(byte* weights, int column) => Vector256.Load((float*)weights + column);
}
