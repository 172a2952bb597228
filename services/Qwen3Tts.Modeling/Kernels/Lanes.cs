using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Operations on sixteen lanes that give the same bits on every processor.</summary>
internal static class Lanes
{
    // 2¹¹²: from the bias of a float's exponent to that of a half's.
    private const float HalfScale = 5.192296858534828e33f;

    // Intel's own prefetchers stop at each 4 KiB and left a core with little over half of the memory's rate: 17.7 ms for a talker step
    // that takes 14.7, 13.0, 12.1 and 12.8 with 1, 2, 4 and 8 KiB.
    private const int PrefetchAhead = 4096;

    /// <summary>Of each pair of 16-bit neighbours, the sum of products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> MultiplyAddPairs(Vector512<short> left, Vector512<short> right)
    {
        if (Avx512BW.IsSupported)
            return Avx512BW.MultiplyAddAdjacent(left, right);
        if (Avx2.IsSupported)
        {
            return Vector512.Create(
                Avx2.MultiplyAddAdjacent(left.GetLower(), right.GetLower()), Avx2.MultiplyAddAdjacent(left.GetUpper(), right.GetUpper()));
        }

        // The even element of a pair is the low half of its 32 bits.
        Vector512<int> a = left.AsInt32(), b = right.AsInt32();
        return ((a << 16) >> 16) * ((b << 16) >> 16) + (a >> 16) * (b >> 16);
    }

    /// <summary>Asks for the cache lines that lie some kilobytes after those which are read now; where there is no memory, nothing happens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(byte* now, int bytes)
    {
        if (!Sse.IsSupported)
            return;
        for (var i = 0; i < bytes; i += 64)
            Sse.Prefetch0(now + PrefetchAhead + i);
    }

    /// <summary>The sum, by halves: an order of its own, the same everywhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> values)
    {
        var eight = values.GetLower() + values.GetUpper();
        var four = eight.GetLower() + eight.GetUpper();
        var two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return two.GetElement(0) + two.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector512<float> values)
    {
        var eight = Vector256.Max(values.GetLower(), values.GetUpper());
        var four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        var two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return MathF.Max(two.GetElement(0), two.GetElement(1));
    }

    /// <summary>Sixteen bfloat16 values, widened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<float> LoadBrainFloats(ushort* values)
    {
        var halves = Vector256.Load(values);
        if (Avx512F.IsSupported)
            return (Avx512F.ConvertToVector512UInt32(halves) << 16).AsSingle();
        var (low, high) = Vector256.Widen(halves);
        return (Vector512.Create(low, high) << 16).AsSingle();
    }

    /// <summary>
    /// Sixteen finite half-precision values, widened. Their exponent and mantissa, in the places of a float's, count 2⁻¹¹² of what they
    /// stand for; the product is exact, of subnormal ones too. The runtime offers no instruction for it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<float> LoadHalves(ushort* values)
    {
        // The shift leaves copies of the sign between it and the exponent.
        return ((LoadShorts((short*)values) << 13) & Vector512.Create(unchecked((int)0x8FFFE000))).AsSingle() * HalfScale;
    }

    /// <summary>Sixteen 16-bit integers, widened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<int> LoadShorts(short* values)
    {
        var shorts = Vector256.Load(values);
        if (Avx512F.IsSupported)
            return Avx512F.ConvertToVector512Int32(shorts);
        var (low, high) = Vector256.Widen(shorts);
        return Vector512.Create(low, high);
    }

    /// <summary>Sixteen bytes as integers from 0 to 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<int> LoadBytes(byte* values)
    {
        var bytes = Vector128.Load(values);
        if (Avx512F.IsSupported)
            return Avx512F.ConvertToVector512Int32(bytes);
        var (low, high) = Vector128.Widen(bytes);
        var ((a, b), (c, d)) = (Vector128.Widen(low), Vector128.Widen(high));
        return Vector512.Create(Vector256.Create(a, b), Vector256.Create(c, d)).AsInt32();
    }
}
