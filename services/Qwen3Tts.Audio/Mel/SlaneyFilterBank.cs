namespace Qwen3Tts.Audio.Mel;

/// <summary>
/// Triangular filters on Slaney's mel scale, each of unit area (M. Slaney, "Auditory Toolbox", 1998; the default of librosa's
/// <c>filters.mel</c>): linear below 1 kHz, 15 mels there, above it 27 mels for a factor of 6.4.
/// </summary>
internal sealed class SlaneyFilterBank
{
    private const double HertzPerMel = 200.0 / 3;
    private const double LogStartHertz = 1000;
    private const double LogStartMel = LogStartHertz / HertzPerMel;
    private static readonly double LogStep = Math.Log(6.4) / 27;

    private readonly Filter[] _filters;

    public SlaneyFilterBank(MelSettings settings)
    {
        var edges = Edges(settings);
        _filters = new Filter[settings.Bands];
        for (var band = 0; band < _filters.Length; band++)
            _filters[band] = Triangle(edges.AsSpan(band, 3), (double)settings.SampleRate / settings.FftSize, settings.FftSize / 2);
    }

    /// <param name="magnitudes">One for each bin from 0 Hz to half the sample rate.</param>
    /// <param name="bands">One for each filter.</param>
    public void Apply(ReadOnlySpan<double> magnitudes, Span<double> bands)
    {
        for (var band = 0; band < _filters.Length; band++)
        {
            var (firstBin, weights) = _filters[band];
            var sum = 0.0;
            for (var i = 0; i < weights.Length; i++)
                sum += weights[i] * magnitudes[firstBin + i];
            bands[band] = sum;
        }
    }

    // Lower end, centre and upper end of the filters: each one's centre is an end of its neighbours.
    private static double[] Edges(MelSettings settings)
    {
        var top = ToMel(settings.SampleRate / 2.0);
        return [.. Enumerable.Range(0, settings.Bands + 2).Select(i => ToHertz(top * i / (settings.Bands + 1)))];
    }

    private static Filter Triangle(ReadOnlySpan<double> edges, double hertzPerBin, int lastBin)
    {
        var firstBin = (int)Math.Floor(edges[0] / hertzPerBin) + 1;
        var endBin = Math.Min((int)Math.Ceiling(edges[2] / hertzPerBin), lastBin + 1);
        var weights = new double[Math.Max(0, endBin - firstBin)];
        for (var i = 0; i < weights.Length; i++)
        {
            var hertz = (firstBin + i) * hertzPerBin;
            var height = Math.Min((hertz - edges[0]) / (edges[1] - edges[0]), (edges[2] - hertz) / (edges[2] - edges[1]));
            weights[i] = height * 2 / (edges[2] - edges[0]);
        }

        return new Filter(firstBin, weights);
    }

    private static double ToMel(double hertz) =>
        hertz < LogStartHertz ? hertz / HertzPerMel : LogStartMel + Math.Log(hertz / LogStartHertz) / LogStep;

    private static double ToHertz(double mel) =>
        mel < LogStartMel ? mel * HertzPerMel : LogStartHertz * Math.Exp(LogStep * (mel - LogStartMel));

    private readonly record struct Filter(int FirstBin, double[] Weights);
}
