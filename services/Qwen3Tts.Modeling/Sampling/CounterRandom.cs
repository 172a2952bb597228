using System.Numerics.Tensors;

namespace Qwen3Tts.Modeling.Sampling;

/// <summary>
/// Random numbers as a pure function of where they are used: (seed, frame, group, id) → number. So a draw depends neither on the
/// batch nor on the replica, and an utterance can be continued elsewhere from its frames so far.
/// </summary>
public static class CounterRandom
{
    /// <summary>A number in (0, 1).</summary>
    public static double Uniform(ulong seed, int frame, int group, int id) => Uniform(State(seed, frame, group), id);

    /// <summary>A number with the standard Gumbel distribution: adding one to each logit and taking the largest draws from the softmax.</summary>
    public static double Gumbel(ulong seed, int frame, int group, int id) => -Math.Log(-Math.Log(Uniform(seed, frame, group, id)));

    /// <summary>
    /// The same for all ids from 0 on. The logarithms are those of vectors, which differ from the single ones in the last bit at most
    /// here and there: less than 10⁻¹⁴.
    /// </summary>
    public static void Gumbel(ulong seed, int frame, int group, Span<double> numbers)
    {
        var state = State(seed, frame, group);
        for (var id = 0; id < numbers.Length; id++)
            numbers[id] = Uniform(state, id);
        TensorPrimitives.Log(numbers, numbers);
        TensorPrimitives.Negate(numbers, numbers);
        TensorPrimitives.Log(numbers, numbers);
        TensorPrimitives.Negate(numbers, numbers);
    }

    private static ulong State(ulong seed, int frame, int group) =>
        Mix(Mix(seed ^ 0x9E3779B97F4A7C15) ^ ((ulong)(uint)frame << 32 | (uint)group));

    // 53 bits, set off by half a step so that neither 0 nor 1 is reached.
    private static double Uniform(ulong state, int id) => ((Mix(state ^ (uint)id) >> 11) + 0.5) * (1.0 / (1UL << 53));

    /// <summary>The finaliser of SplitMix64 (Steele, Lea, Flood 2014), after one step of its counter.</summary>
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
