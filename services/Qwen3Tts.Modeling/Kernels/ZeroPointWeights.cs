using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>As <see cref="FourBitWeights"/>, of which a zero point for each block and output is to be taken away.</summary>
internal readonly unsafe struct ZeroPointWeights : IWeightBits
{
    public static int GroupBytes => FourBitWeights.GroupBytes;

    public static int Offset => 0;

    public static int ZeroBytes => WeightMatrix.TileOutputs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Pair(byte* group, int index) => FourBitWeights.Pair(group, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> TakeZeros(Vector512<int> sum, byte* zeros, int inputs) => sum - Lanes.LoadBytes(zeros) * inputs;
}
