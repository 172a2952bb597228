namespace Qwen3Tts.Tests;

/// <summary>Noise of several colours, the same for the same seed.</summary>
internal static class Noises
{
    public static float[] White(int samples, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, samples).Select(_ => (float)Gaussian(random))];
    }

    /// <summary>Half the power an octave: P. Kellet's filter of white noise.</summary>
    public static float[] Pink(int samples, int seed)
    {
        var random = new Random(seed);
        double[] poles = [0.99886, 0.99332, 0.969, 0.8665, 0.55, -0.7616], gains = [0.0555179, 0.0750759, 0.153852, 0.3104856, 0.5329522, -0.016898];
        var states = new double[poles.Length];
        var delayed = 0.0;
        var pink = new float[samples];
        for (var i = 0; i < samples; i++)
        {
            var white = Gaussian(random);
            var sum = delayed + white * 0.5362;
            for (var pole = 0; pole < poles.Length; pole++)
                sum += states[pole] = poles[pole] * states[pole] + gains[pole] * white;
            delayed = white * 0.115926;
            pink[i] = (float)sum;
        }

        return pink;
    }

    /// <summary>Many talk at once: other clips, each begun somewhere and repeated.</summary>
    public static float[] Babble(int samples, IReadOnlyList<float[]> talkers, int seed)
    {
        var random = new Random(seed);
        var babble = new float[samples];
        foreach (var talker in talkers)
        {
            var start = random.Next(talker.Length);
            for (var i = 0; i < samples; i++)
                babble[i] += talker[(start + i) % talker.Length];
        }

        return babble;
    }

    /// <summary>The clip with noise under it, so many decibels below the clip's mean power.</summary>
    public static float[] Mix(float[] clip, float[] noise, double snrDb)
    {
        var gain = Math.Sqrt(Power(clip) / Power(noise) / Math.Pow(10, snrDb / 10));
        return [.. clip.Select((sample, i) => (float)(sample + gain * noise[i]))];
    }

    private static double Power(float[] samples) => samples.Sum(sample => (double)sample * sample) / samples.Length;

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
