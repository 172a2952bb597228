using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>
/// Two queries' attention to the positions of one page. A key or value that was read serves both; each sum is taken in the order of its
/// terms, so that it has the same bits whatever else is worked out beside it.
/// </summary>
/// <remarks>The two may be one query twice.</remarks>
internal static unsafe class AttentionPage<TFormat>
    where TFormat : struct, IKeyValueFormat
{
    private const int Lane = 16;

    /// <summary>The products of keys and queries, each times its key's scale and <paramref name="scale"/>.</summary>
    /// <param name="keys">[count] rows.</param>
    /// <param name="width">Of a row, in values: whole vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Score(
        byte* keys, int rowBytes, float* scales, float scale, int width, int count, float* query, float* other, float* scores, float* otherScores)
    {
        var place = 0;
        for (; place <= count - 4; place += 4)
        {
            byte* a = keys + place * rowBytes, b = a + rowBytes, c = b + rowBytes, d = c + rowBytes;
            Vector512<float> qa = default, qb = default, qc = default, qd = default, oa = default, ob = default, oc = default, od = default;
            for (var i = 0; i < width; i += Lane)
            {
                Vector512<float> q = Vector512.Load(query + i), o = Vector512.Load(other + i), key = TFormat.Load(a, i);
                qa = Vector512.FusedMultiplyAdd(key, q, qa);
                oa = Vector512.FusedMultiplyAdd(key, o, oa);
                key = TFormat.Load(b, i);
                qb = Vector512.FusedMultiplyAdd(key, q, qb);
                ob = Vector512.FusedMultiplyAdd(key, o, ob);
                key = TFormat.Load(c, i);
                qc = Vector512.FusedMultiplyAdd(key, q, qc);
                oc = Vector512.FusedMultiplyAdd(key, o, oc);
                key = TFormat.Load(d, i);
                qd = Vector512.FusedMultiplyAdd(key, q, qd);
                od = Vector512.FusedMultiplyAdd(key, o, od);
            }

            var factors = Vector128.Load(scales + place) * scale;
            (Vector128.Create(Lanes.Sum(qa), Lanes.Sum(qb), Lanes.Sum(qc), Lanes.Sum(qd)) * factors).Store(scores + place);
            (Vector128.Create(Lanes.Sum(oa), Lanes.Sum(ob), Lanes.Sum(oc), Lanes.Sum(od)) * factors).Store(otherScores + place);
        }

        for (; place < count; place++)
        {
            var row = keys + place * rowBytes;
            Vector512<float> sum = default, otherSum = default;
            for (var i = 0; i < width; i += Lane)
            {
                var key = TFormat.Load(row, i);
                sum = Vector512.FusedMultiplyAdd(key, Vector512.Load(query + i), sum);
                otherSum = Vector512.FusedMultiplyAdd(key, Vector512.Load(other + i), otherSum);
            }

            var factor = scales[place] * scale;
            scores[place] = Lanes.Sum(sum) * factor;
            otherScores[place] = Lanes.Sum(otherSum) * factor;
        }
    }

    /// <summary>Adds the values, each times its scale and weight, to two mixes.</summary>
    /// <param name="values">[count] rows.</param>
    /// <param name="width">Of a row and a mix, in values: whole vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mix(
        byte* values, int rowBytes, float* scales, int width, int count, float* weights, float* otherWeights, float* mix, float* otherMix)
    {
        var i = 0;
        for (; i <= width - 4 * Lane; i += 4 * Lane)
        {
            Vector512<float> m0 = Vector512.Load(mix + i), m1 = Vector512.Load(mix + i + Lane);
            Vector512<float> m2 = Vector512.Load(mix + i + 2 * Lane), m3 = Vector512.Load(mix + i + 3 * Lane);
            Vector512<float> o0 = Vector512.Load(otherMix + i), o1 = Vector512.Load(otherMix + i + Lane);
            Vector512<float> o2 = Vector512.Load(otherMix + i + 2 * Lane), o3 = Vector512.Load(otherMix + i + 3 * Lane);
            var row = values;
            for (var place = 0; place < count; place++, row += rowBytes)
            {
                Vector512<float> w = Vector512.Create(weights[place] * scales[place]), o = Vector512.Create(otherWeights[place] * scales[place]);
                var value = TFormat.Load(row, i);
                m0 = Vector512.FusedMultiplyAdd(value, w, m0);
                o0 = Vector512.FusedMultiplyAdd(value, o, o0);
                value = TFormat.Load(row, i + Lane);
                m1 = Vector512.FusedMultiplyAdd(value, w, m1);
                o1 = Vector512.FusedMultiplyAdd(value, o, o1);
                value = TFormat.Load(row, i + 2 * Lane);
                m2 = Vector512.FusedMultiplyAdd(value, w, m2);
                o2 = Vector512.FusedMultiplyAdd(value, o, o2);
                value = TFormat.Load(row, i + 3 * Lane);
                m3 = Vector512.FusedMultiplyAdd(value, w, m3);
                o3 = Vector512.FusedMultiplyAdd(value, o, o3);
            }

            m0.Store(mix + i);
            m1.Store(mix + i + Lane);
            m2.Store(mix + i + 2 * Lane);
            m3.Store(mix + i + 3 * Lane);
            o0.Store(otherMix + i);
            o1.Store(otherMix + i + Lane);
            o2.Store(otherMix + i + 2 * Lane);
            o3.Store(otherMix + i + 3 * Lane);
        }

        for (; i < width; i += Lane)
        {
            Vector512<float> sum = Vector512.Load(mix + i), otherSum = Vector512.Load(otherMix + i);
            var row = values;
            for (var place = 0; place < count; place++, row += rowBytes)
            {
                var value = TFormat.Load(row, i);
                sum = Vector512.FusedMultiplyAdd(value, Vector512.Create(weights[place] * scales[place]), sum);
                otherSum = Vector512.FusedMultiplyAdd(value, Vector512.Create(otherWeights[place] * scales[place]), otherSum);
            }

            sum.Store(mix + i);
            otherSum.Store(otherMix + i);
        }
    }
}
