using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>A lane's 32 bits hold eight unsigned numbers; pair j is the numbers at bits 4j and 4j + 16.</summary>
internal readonly unsafe struct FourBitWeights : IWeightBits
{
    public static int GroupBytes => 64;

    public static int Offset => -8;

    public static int ZeroBytes => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Pair(byte* group, int index) =>
        ((Vector512.Load((uint*)group) >> (4 * index)) & Vector512.Create(0x000F000Fu)).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> TakeZeros(Vector512<int> sum, byte* zeros, int inputs) => sum;
}
