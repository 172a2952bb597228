using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Arithmetic on one row, in an order that depends on its width alone.</summary>
internal static unsafe class RowMath
{
    /// <summary>y = x / √(mean(x²) + ε) · weight. <paramref name="y"/> may be <paramref name="x"/>.</summary>
    public static void RmsNorm(float* x, float* weight, float epsilon, int width, float* y)
    {
        var scale = 1 / MathF.Sqrt(Dot(x, x, width) / width + epsilon);
        var i = 0;
        for (; i <= width - Vector512<float>.Count; i += Vector512<float>.Count)
            (Vector512.Load(x + i) * scale * Vector512.Load(weight + i)).Store(y + i);
        for (; i < width; i++)
            y[i] = x[i] * scale * weight[i];
    }

    /// <summary>(x − mean) / √(variance + ε) · weight + bias, in place.</summary>
    public static void LayerNorm(float* x, float* weight, float* bias, float epsilon, int width)
    {
        var sums = Vector512<float>.Zero;
        var i = 0;
        for (; i <= width - Vector512<float>.Count; i += Vector512<float>.Count)
            sums += Vector512.Load(x + i);
        var mean = Lanes.Sum(sums);
        for (; i < width; i++)
            mean += x[i];
        mean /= width;
        for (i = 0; i <= width - Vector512<float>.Count; i += Vector512<float>.Count)
            (Vector512.Load(x + i) - Vector512.Create(mean)).Store(x + i);
        for (; i < width; i++)
            x[i] -= mean;
        var scale = 1 / MathF.Sqrt(Dot(x, x, width) / width + epsilon);
        for (i = 0; i <= width - Vector512<float>.Count; i += Vector512<float>.Count)
            Vector512.FusedMultiplyAdd(Vector512.Load(x + i) * scale, Vector512.Load(weight + i), Vector512.Load(bias + i)).Store(x + i);
        for (; i < width; i++)
            x[i] = MathF.FusedMultiplyAdd(x[i] * scale, weight[i], bias[i]);
    }

    /// <summary>The rotary embedding of one head in halves: each pair (x[i], x[i + half]) turned by its angle.</summary>
    public static void Rotate(float* x, float* cosines, float* sines, int half)
    {
        var i = 0;
        for (; i <= half - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            Vector512<float> a = Vector512.Load(x + i), b = Vector512.Load(x + half + i);
            Vector512<float> cosine = Vector512.Load(cosines + i), sine = Vector512.Load(sines + i);
            (a * cosine - b * sine).Store(x + i);
            (b * cosine + a * sine).Store(x + half + i);
        }

        for (; i < half; i++)
        {
            float a = x[i], b = x[half + i];
            x[i] = a * cosines[i] - b * sines[i];
            x[half + i] = b * cosines[i] + a * sines[i];
        }
    }

    /// <summary>x / (1 + e⁻ˣ), in place.</summary>
    public static void Silu(float* x, int width)
    {
        var i = 0;
        for (; i <= width - Vector512<float>.Count; i += Vector512<float>.Count)
            Silu(Vector512.Load(x + i)).Store(x + i);
        for (; i < width; i++)
            x[i] = Silu(Vector512.Create(x[i])).ToScalar();
    }

    public static Vector512<float> Silu(Vector512<float> x) => x / (Vector512<float>.One + Vector512.Exp(-x));

    public static float Largest(float* x, int count)
    {
        var largest = Vector512.Create(float.NegativeInfinity);
        var i = 0;
        for (; i <= count - Vector512<float>.Count; i += Vector512<float>.Count)
            largest = Vector512.Max(largest, Vector512.Load(x + i));
        var all = Lanes.Max(largest);
        for (; i < count; i++)
            all = MathF.Max(all, x[i]);
        return all;
    }

    /// <summary>e^(x − largest), in place.</summary>
    /// <returns>Their sum.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Exponentials(float* x, int count, float largest)
    {
        var sums = Vector512<float>.Zero;
        var i = 0;
        for (; i <= count - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var values = Vector512.Exp(Vector512.Load(x + i) - Vector512.Create(largest));
            values.Store(x + i);
            sums += values;
        }

        var sum = Lanes.Sum(sums);
        for (; i < count; i++)
            sum += x[i] = MathF.Exp(x[i] - largest);
        return sum;
    }

    /// <summary>The sum of the products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Dot(float* a, float* b, int width)
    {
        var sums = Vector512<float>.Zero;
        var i = 0;
        for (; i <= width - Vector512<float>.Count; i += Vector512<float>.Count)
            sums = Vector512.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), sums);
        var sum = Lanes.Sum(sums);
        for (; i < width; i++)
            sum = MathF.FusedMultiplyAdd(a[i], b[i], sum);
        return sum;
    }
}
