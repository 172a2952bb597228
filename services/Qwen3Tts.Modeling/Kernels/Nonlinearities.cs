using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Functions of each lane by itself.</summary>
internal static class Nonlinearities
{
    // π in three parts whose products with a whole number below 2¹⁰ are exact (Cody and Waite).
    private const float PiHigh = 3.140625f;
    private const float PiMiddle = 9.67502593994140625e-4f;
    private const float PiLow = 1.509957990978376432e-7f;

    /// <summary>sin²(x), to 4e-7 for |x| up to 1000 and losing as much as x itself has lost beyond: its period is π, so no quadrant matters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SineSquared(Vector512<float> x)
    {
        var turns = Vector512.Round(x * (1 / MathF.PI));
        var r = Vector512.FusedMultiplyAdd(turns, Vector512.Create(-PiHigh), x);
        r = Vector512.FusedMultiplyAdd(turns, Vector512.Create(-PiMiddle), r);
        r = Vector512.FusedMultiplyAdd(turns, Vector512.Create(-PiLow), r);
        var square = r * r;

        // Taylor's series to r¹¹: at π/2 the next term is 6e-8.
        var sum = Vector512.FusedMultiplyAdd(Vector512.Create(-1f / 39916800), square, Vector512.Create(1f / 362880));
        sum = Vector512.FusedMultiplyAdd(sum, square, Vector512.Create(-1f / 5040));
        sum = Vector512.FusedMultiplyAdd(sum, square, Vector512.Create(1f / 120));
        sum = Vector512.FusedMultiplyAdd(sum, square, Vector512.Create(-1f / 6));
        var sine = Vector512.FusedMultiplyAdd(sum * square, r, r);
        return sine * sine;
    }

    /// <summary>x · Φ(x), Φ by the error function: Abramowitz and Stegun 7.1.26, to 2e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Gelu(Vector512<float> x)
    {
        var z = Vector512.Abs(x) * 0.70710678f;
        var t = Vector512<float>.One / Vector512.FusedMultiplyAdd(Vector512.Create(0.3275911f), z, Vector512<float>.One);
        var sum = Vector512.FusedMultiplyAdd(Vector512.Create(1.061405429f), t, Vector512.Create(-1.453152027f));
        sum = Vector512.FusedMultiplyAdd(sum, t, Vector512.Create(1.421413741f));
        sum = Vector512.FusedMultiplyAdd(sum, t, Vector512.Create(-0.284496736f));
        sum = Vector512.FusedMultiplyAdd(sum, t, Vector512.Create(0.254829592f));

        // Half of what lies beyond |x|, on either side.
        var beyond = sum * t * Vector512.Exp(-z * z) * 0.5f;
        return x * Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), beyond, Vector512<float>.One - beyond);
    }
}
