using Qwen3Tts.Modeling.Sampling;

namespace Qwen3Tts.UnitTests.Modeling.Sampling;

public sealed class CounterRandomTest
{
    [Fact]
    public void Uniform_SameCounter_IsTheSameNumber() =>
        Assert.Equal(CounterRandom.Uniform(7, 3, 2, 1), CounterRandom.Uniform(7, 3, 2, 1));

    [Fact]
    public void Uniform_EachPartOfTheCounter_ChangesTheNumber()
    {
        double[] numbers =
        [
            CounterRandom.Uniform(7, 3, 2, 1),
            CounterRandom.Uniform(8, 3, 2, 1),
            CounterRandom.Uniform(7, 4, 2, 1),
            CounterRandom.Uniform(7, 3, 3, 1),
            CounterRandom.Uniform(7, 3, 2, 0),
            // Parts must not be interchangeable.
            CounterRandom.Uniform(7, 2, 3, 1),
            CounterRandom.Uniform(7, 3, 1, 2),
        ];
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
    }

    [Fact]
    public void Uniform_ManyCounters_FillTheIntervalEvenly()
    {
        // 160,000 numbers in 100 bins: chi-square with 99 degrees of freedom stays below 160 but once in 10,000 seeds.
        var bins = new int[100];
        for (var frame = 0; frame < 100; frame++)
        {
            for (var group = 0; group < 16; group++)
            {
                for (var id = 0; id < 100; id++)
                    bins[(int)(CounterRandom.Uniform(1, frame, group, id) * bins.Length)]++;
            }
        }

        var chiSquare = bins.Sum(count => Math.Pow(count - 1600, 2) / 1600);
        Assert.InRange(chiSquare, 50, 160);
    }

    [Fact]
    public void Uniform_KnownCounters_GiveTheNumbersOfEveryReplica()
    {
        // Continuation on another replica, or under a later version, relies on these never changing.
        Assert.Equal(Known(0, 0, 0, 0), CounterRandom.Uniform(0, 0, 0, 0));
        Assert.Equal(Known(ulong.MaxValue, 2047, 15, 3071), CounterRandom.Uniform(ulong.MaxValue, 2047, 15, 3071));
    }

    [Fact]
    public void Gumbel_OfAllIdsAtOnce_IsThatOfEach()
    {
        var numbers = new double[3072];

        CounterRandom.Gumbel(seed: 7, frame: 3, group: 2, numbers);

        for (var id = 0; id < numbers.Length; id++)
            Assert.Equal(CounterRandom.Gumbel(7, 3, 2, id), numbers[id], 1e-14);
    }

    /// <summary>The definition once more, in arbitrary-precision arithmetic.</summary>
    private static double Known(ulong seed, int frame, int group, int id)
    {
        var state = Mix(seed ^ 0x9E3779B97F4A7C15UL);
        state = Mix(state ^ (System.Numerics.BigInteger)((ulong)frame * 4294967296UL + (ulong)group));
        state = Mix(state ^ id);
        return ((double)(state / 2048) + 0.5) / Math.Pow(2, 53);

        static System.Numerics.BigInteger Mix(System.Numerics.BigInteger x)
        {
            var modulus = System.Numerics.BigInteger.Pow(2, 64);
            x = (x + 0x9E3779B97F4A7C15UL) % modulus;
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL % modulus;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL % modulus;
            return x ^ (x >> 31);
        }
    }
}
