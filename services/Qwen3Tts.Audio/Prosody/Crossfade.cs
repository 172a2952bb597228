using System.Numerics.Tensors;

namespace Qwen3Tts.Audio.Prosody;

/// <summary>From one sound over to another, by a raised cosine.</summary>
internal sealed class Crossfade(int length)
{
    private readonly float[] _rise = [.. Enumerable.Range(0, length).Select(i => (float)(0.5 - 0.5 * Math.Cos(Math.PI * (i + 0.5) / length)))];

    public int Length => length;

    /// <remarks>Sounds that are not alike, as those of an s, lose power where they are mixed: that is given back.</remarks>
    /// <param name="before">As many samples as <see cref="Length"/>, as are the others.</param>
    /// <param name="mixed">May be where one of them is.</param>
    public void Mix(ReadOnlySpan<float> before, ReadOnlySpan<float> after, Span<float> mixed)
    {
        var power = Math.Sqrt(TensorPrimitives.SumOfSquares(before) * (double)TensorPrimitives.SumOfSquares(after));
        var unlike = power > 0 ? 1 - (float)Math.Clamp(TensorPrimitives.Dot(before, after) / power, 0, 1) : 0;
        for (var i = 0; i < mixed.Length; i++)
        {
            var left = 1 - 2 * _rise[i] * (1 - _rise[i]) * unlike;
            mixed[i] = (before[i] + _rise[i] * (after[i] - before[i])) / MathF.Sqrt(left);
        }
    }
}
