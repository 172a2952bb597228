namespace Qwen3Tts.Benchmarks.Watermark;

/// <summary>Sounds to put under speech, each by a seed.</summary>
internal static class Interference
{
    private static readonly double[] Scale = [1, 9 / 8.0, 5 / 4.0, 3 / 2.0, 5 / 3.0];

    /// <summary>Gaussian white noise so many decibels below the clip.</summary>
    public static float[] Noise(float[] clip, double below, int seed) => Add(clip, WhiteNoise(clip.Length, seed), below);

    /// <summary>Chords of plucked strings so many decibels below the clip.</summary>
    public static float[] Music(float[] clip, double below, int seed) => Add(clip, Chords(clip.Length, seed), below);

    public static float[] WhiteNoise(int samples, int seed)
    {
        var draw = new Random(seed);
        return [.. Enumerable.Range(0, samples).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - draw.NextDouble())) * Math.Cos(2 * Math.PI * draw.NextDouble())))];
    }

    public static float[] Chords(int samples, int seed)
    {
        var draw = new Random(seed);
        var music = new float[samples];
        for (var start = 0; start < samples; start += 6_000)
        {
            for (var note = 0; note < 3; note++)
            {
                var hertz = 110 * Scale[draw.Next(Scale.Length)] * (1 << draw.Next(3));
                for (var i = start; i < Math.Min(samples, start + 24_000); i++)
                {
                    var time = (i - start) / 24_000.0;
                    for (var overtone = 1; overtone <= 6; overtone++)
                        music[i] += (float)(Math.Exp(-3 * time * overtone) / overtone * Math.Sin(2 * Math.PI * hertz * overtone * time));
                }
            }
        }

        return music;
    }

    private static float[] Add(float[] clip, float[] other, double below)
    {
        var gain = Math.Sqrt(Power(clip) / Power(other)) * Math.Pow(10, -below / 20);
        return [.. clip.Zip(other, (sample, more) => (float)(sample + gain * more))];
    }

    private static double Power(float[] samples) => samples.Average(sample => (double)sample * sample);
}
