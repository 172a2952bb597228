namespace Qwen3Tts.UnitTests.Audio.Resampling;

/// <summary>A sine of amplitude 0.5, and what a signal has of it.</summary>
internal static class Tone
{
    public const double Amplitude = 0.5;

    public static float[] Make(double hertz, int rate, int samples) =>
        [.. Enumerable.Range(0, samples).Select(i => (float)(Amplitude * Math.Sin(2 * Math.PI * hertz * i / rate)))];

    /// <summary>Levels of the tone and of all else in a signal's middle, in decibels relative to <see cref="Amplitude"/>.</summary>
    public static (double Tone, double Remainder) Levels(float[] signal, int rate, double hertz)
    {
        var edge = signal.Length / 8;
        var middle = signal[edge..^edge];
        double ss = 0, cc = 0, sc = 0, sx = 0, cx = 0;
        for (var i = 0; i < middle.Length; i++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * hertz * (i + edge) / rate);
            (ss, cc, sc, sx, cx) = (ss + sin * sin, cc + cos * cos, sc + sin * cos, sx + sin * middle[i], cx + cos * middle[i]);
        }

        var determinant = ss * cc - sc * sc;
        var (a, b) = ((sx * cc - cx * sc) / determinant, (cx * ss - sx * sc) / determinant);
        var rest = middle.Select((sample, i) =>
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * hertz * (i + edge) / rate);
            return Math.Pow(sample - a * sin - b * cos, 2);
        }).Average();
        return (Decibels(Math.Sqrt(a * a + b * b) / Amplitude), Decibels(Math.Sqrt(2 * rest) / Amplitude));
    }

    public static double Level(float[] signal) => Decibels(Math.Sqrt(2 * signal.Select(x => (double)x * x).Average()) / Amplitude);

    private static double Decibels(double ratio) => 20 * Math.Log10(Math.Max(ratio, 1e-12));
}
