using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>A conv to one channel, clipped to [−1, 1]. A chunk is a part of a frame's samples.</summary>
/// <param name="weights">[kernel × padded channels].</param>
/// <param name="length">How many there are, a multiple of 16.</param>
/// <param name="context">Values from where a row's first tap is to the row.</param>
/// <param name="samples">A row for each frame.</param>
internal readonly unsafe struct SamplesJob(float* weights, int length, float bias, int context, RowSet x, RowSet samples) : IJob
{
    private const int SamplesPerChunk = 128;

    public int ChunksPerFrame => (x.RowsPerFrame + SamplesPerChunk - 1) / SamplesPerChunk;

    public void Execute(int chunk)
    {
        int frame = chunk / ChunksPerFrame, first = chunk % ChunksPerFrame * SamplesPerChunk;
        var target = samples.Row(frame);
        for (var i = first; i < Math.Min(first + SamplesPerChunk, x.RowsPerFrame); i++)
            target[i] = Math.Clamp(Dot(x.Row(frame * x.RowsPerFrame + i) - context) + bias, -1f, 1f);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Dot(float* values)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        var i = 0;
        for (; i <= length - 64; i += 64)
        {
            a = Vector512.FusedMultiplyAdd(Vector512.Load(values + i), Vector512.Load(weights + i), a);
            b = Vector512.FusedMultiplyAdd(Vector512.Load(values + i + 16), Vector512.Load(weights + i + 16), b);
            c = Vector512.FusedMultiplyAdd(Vector512.Load(values + i + 32), Vector512.Load(weights + i + 32), c);
            d = Vector512.FusedMultiplyAdd(Vector512.Load(values + i + 48), Vector512.Load(weights + i + 48), d);
        }

        for (; i < length; i += 16)
            a = Vector512.FusedMultiplyAdd(Vector512.Load(values + i), Vector512.Load(weights + i), a);
        return Lanes.Sum(a + b + (c + d));
    }
}
