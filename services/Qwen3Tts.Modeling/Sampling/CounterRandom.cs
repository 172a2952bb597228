namespace Qwen3Tts.Modeling.Sampling;

/// <summary>
/// Random numbers as a pure function of where they are used: (seed, frame, group, id) → number. So a draw depends neither on the
/// batch nor on the replica, and an utterance can be continued elsewhere from its frames so far.
/// </summary>
public static class CounterRandom
{
    /// <summary>A number in (0, 1).</summary>
    public static double Uniform(ulong seed, int frame, int group, int id)
    {
        var state = Mix(seed ^ 0x9E3779B97F4A7C15);
        state = Mix(state ^ ((ulong)(uint)frame << 32 | (uint)group));
        state = Mix(state ^ (uint)id);
        // 53 bits, set off by half a step so that neither 0 nor 1 is reached.
        return ((state >> 11) + 0.5) * (1.0 / (1UL << 53));
    }

    /// <summary>A number with the standard Gumbel distribution: adding one to each logit and taking the largest draws from the softmax.</summary>
    public static double Gumbel(ulong seed, int frame, int group, int id) => -Math.Log(-Math.Log(Uniform(seed, frame, group, id)));

    /// <summary>The finaliser of SplitMix64 (Steele, Lea, Flood 2014), after one step of its counter.</summary>
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
