using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>A lane's 32 bits hold four signed numbers; of the two pairs one is bytes 0 and 2, the other bytes 1 and 3.</summary>
internal readonly unsafe struct EightBitWeights : IWeightBits
{
    public static int GroupBytes => 128;

    public static int Offset => 0;

    public static int ZeroBytes => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Pair(byte* group, int index)
    {
        var all = Vector512.Load((short*)(group + 64 * (index / 2)));
        return index % 2 == 0 ? (all << 8) >> 8 : all >> 8;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> TakeZeros(Vector512<int> sum, byte* zeros, int inputs) => sum;
}
