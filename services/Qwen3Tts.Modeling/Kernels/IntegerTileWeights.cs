using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Weights in sixteen bits; what one counts is told by its column's scale.</summary>
internal readonly unsafe struct IntegerTileWeights : ITileWeights
{
    public static int Size => sizeof(short);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load16(byte* weights, int column) => Vector512.ConvertToSingle(Lanes.LoadShorts((short*)weights + column));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load8(byte* weights, int column)
    {
        if (Avx2.IsSupported)
            return Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32((short*)weights + column));
        var (low, high) = Vector128.Widen(Vector128.Load((short*)weights + column));
        return Vector256.ConvertToSingle(Vector256.Create(low, high));
    }
}
