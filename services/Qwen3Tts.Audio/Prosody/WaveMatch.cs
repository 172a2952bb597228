using System.Numerics.Tensors;

namespace Qwen3Tts.Audio.Prosody;

/// <summary>Where a wave goes on most like another, as WSOLA looks for it.</summary>
internal static class WaveMatch
{
    // Of places as alike, within rounding, the nearest one is taken.
    private const double Tolerance = 1e-9;

    /// <param name="wanted">What the wave should be like from there on.</param>
    /// <param name="around">Samples from <paramref name="first"/> on, those of the last place's whole length among them.</param>
    /// <param name="first">The first place.</param>
    /// <param name="nominal">Where it would be best, all places being alike.</param>
    /// <returns>A place; <paramref name="nominal"/> where there is none.</returns>
    public static long Find(ReadOnlySpan<float> wanted, ReadOnlySpan<float> around, long first, long nominal)
    {
        var (best, place) = (double.NegativeInfinity, nominal);
        if (around.Length < wanted.Length)
            return place;
        double energy = TensorPrimitives.SumOfSquares(around[..wanted.Length]);
        for (var offset = 0; offset <= around.Length - wanted.Length; offset++)
        {
            if (offset > 0)
                energy += Square(around[offset + wanted.Length - 1]) - Square(around[offset - 1]);
            var likeness = TensorPrimitives.Dot(wanted, around.Slice(offset, wanted.Length)) / Math.Sqrt(Math.Max(energy, 1e-9));
            if (likeness > best + Tolerance || (Math.Abs(likeness - best) <= Tolerance && Math.Abs(first + offset - nominal) < Math.Abs(place - nominal)))
                (best, place) = (likeness, first + offset);
        }

        return place;
    }

    private static double Square(double value) => value * value;
}
