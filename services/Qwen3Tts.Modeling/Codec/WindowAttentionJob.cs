using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>
/// A chunk is a sequence's frames for one key-value head, frame by frame: its key and value take the place of those that have left the
/// window, then it attends to all in the window, from the earliest on.
/// </summary>
internal readonly unsafe struct WindowAttentionJob(WindowAttention attention, CodecPass pass, RowSet x, RowSet angles, RowSet y) : IJob
{
    public void Execute(int chunk)
    {
        int sequence = chunk / attention.KeyValueHeads, head = chunk % attention.KeyValueHeads;
        float* state = pass.State(sequence), keys = state + attention.KeyStart + head * attention.HeadDim;
        var values = state + attention.ValueStart + head * attention.HeadDim;
        var weights = stackalloc float[attention.Window];
        for (var frame = pass.First(sequence); frame < pass.First(sequence) + pass.Count(sequence); frame++)
        {
            int position = pass.Position(frame), width = attention.HeadDim, half = width / 2;
            float* row = x.Row(frame), cosines = angles.Row(frame), sines = cosines + half;
            var key = row + attention.QueryWidth + head * width;
            RowMath.Rotate(key, cosines, sines, half);
            var place = (long)(position % attention.Window) * attention.KeyValueWidth;
            new ReadOnlySpan<float>(key, width).CopyTo(new Span<float>(keys + place, width));
            new ReadOnlySpan<float>(key + attention.KeyValueWidth, width).CopyTo(new Span<float>(values + place, width));
            for (var query = head * attention.Group; query < (head + 1) * attention.Group; query++)
            {
                RowMath.Rotate(row + query * width, cosines, sines, half);
                Attend(row + query * width, keys, values, position, weights, y.Row(frame) + query * width);
            }
        }
    }

    private void Attend(float* query, float* keys, float* values, int position, float* weights, float* target)
    {
        int first = Math.Max(0, position - attention.Window + 1), count = position - first + 1;
        var largest = float.NegativeInfinity;
        for (var i = 0; i < count; i++)
        {
            weights[i] = RowMath.Dot(query, keys + Place(first + i), attention.HeadDim) * attention.Scale;
            largest = MathF.Max(largest, weights[i]);
        }

        var total = RowMath.Exponentials(weights, count, largest);
        new Span<float>(target, attention.HeadDim).Clear();
        for (var i = 0; i < count; i++)
            AddScaled(values + Place(first + i), weights[i] / total, attention.HeadDim, target);
    }

    private long Place(int position) => (long)(position % attention.Window) * attention.KeyValueWidth;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(float* x, float scale, int width, float* target)
    {
        var factor = Vector512.Create(scale);
        var i = 0;
        for (; i <= width - Vector512<float>.Count; i += Vector512<float>.Count)
            Vector512.FusedMultiplyAdd(Vector512.Load(x + i), factor, Vector512.Load(target + i)).Store(target + i);
        for (; i < width; i++)
            target[i] = MathF.FusedMultiplyAdd(x[i], scale, target[i]);
    }
}
