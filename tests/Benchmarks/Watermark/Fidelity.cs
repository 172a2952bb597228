using Qwen3Tts.Tests.Masking;

namespace Qwen3Tts.Benchmarks.Watermark;

/// <summary>How much marks change of clips.</summary>
internal sealed class Fidelity
{
    private readonly List<double> _signalToNoise = [];
    private readonly List<double> _spectralDistances = [];
    private readonly List<double> _similarities = [];
    private readonly List<double> _noiseToMask = [];

    public static string Header =>
        "| frames whose noise-to-mask ratio is at most 0 dB in every band, % | 99th percentile, dB | SNR, dB, mean and least | log-spectral distance, dB "
        + "| x-vector similarity, mean and least |\n| --- | --- | --- | --- | --- |";

    public void Add(float[] original, float[] marked, double similarity)
    {
        _noiseToMask.AddRange(NoiseToMask.Worst(original, marked));
        _similarities.Add(similarity);
        double signal = 0, noise = 0;
        for (var i = 0; i < original.Length; i++)
            (signal, noise) = (signal + original[i] * (double)original[i], noise + Math.Pow(marked[i] - original[i], 2));
        _signalToNoise.Add(10 * Math.Log10(signal / noise));
        _spectralDistances.Add(SpectralDistance(original, marked));
    }

    public override string ToString()
    {
        var ratios = _noiseToMask.Order().ToArray();
        return FormattableString.Invariant(
            $"| {100.0 * ratios.Count(ratio => ratio <= 0) / ratios.Length:0.00} | {ratios[(int)(0.99 * (ratios.Length - 1))]:0.0} | {_signalToNoise.Average():0.0}, {_signalToNoise.Min():0.0} | {_spectralDistances.Average():0.00} | {_similarities.Average():0.0000}, {_similarities.Min():0.0000} |");
    }

    // The root of the mean squared difference of log spectra, of frames that are not silence.
    private static double SpectralDistance(float[] original, float[] marked)
    {
        var distances = new List<double>();
        for (var start = 0; start + PsychoacousticModel.FrameSamples <= original.Length; start += PsychoacousticModel.FrameSamples)
        {
            var before = PsychoacousticModel.Powers(original.AsSpan(start, PsychoacousticModel.FrameSamples));
            var after = PsychoacousticModel.Powers(marked.AsSpan(start, PsychoacousticModel.FrameSamples));
            if (before.Sum() > 1e4)
                distances.Add(Math.Sqrt(before.Zip(after, (a, b) => Math.Pow(10 * Math.Log10((a + 1) / (b + 1)), 2)).Average()));
        }

        return distances.Count is 0 ? 0 : distances.Average();
    }
}
