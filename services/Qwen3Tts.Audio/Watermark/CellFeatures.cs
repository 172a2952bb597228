using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Qwen3Tts.Audio.Watermark;

/// <summary>
/// What a detector sees of audio: for each frame and band how much louder it is than its neighbourhood lets expect, which a
/// cell's sign shifts. Gain and equalisation cancel out.
/// </summary>
internal sealed class CellFeatures
{
    private const int FftSize = 512;
    private const int WindowSamples = 360;

    // Relative to the loudest cell, −90 dB: below it is silence.
    private const double Silence = 1e-9;

    // Further out than this many standard deviations, a cell is an onset of speech and no mark.
    private const float ClipDeviations = 2;

    // Cells count from here on above their band's quiet, and in full from there, in nats of power: below is what noise reaches.
    private const float UnreliableBelow = 1.2f;
    private const float ReliableAbove = 4.2f;

    // Loudness and its weight are judged within 10 s.
    private const int BlockFrames = 10 * WatermarkLayout.SampleRate / WatermarkLayout.FrameSamples;

    // A cell against those 1, 2 and 3 slots off and those beside it, as a least-squares fit to marked speech has them, clean,
    // coded and noisy.
    private static readonly float[] BySlot = [1, -0.24f, -0.11f, -0.09f];
    private const float BesideNow = -0.22f;
    private const float BesideLater = 0.04f;

    private static readonly double[] Window =
        [.. Enumerable.Range(0, WindowSamples).Select(i => 0.5 - 0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / WindowSamples))];

    private static readonly int[] BinEdges =
        [.. WatermarkLayout.Edges.Select(hertz => (int)Math.Ceiling(hertz * FftSize / WatermarkLayout.SampleRate))];

    private readonly float[] _values;

    /// <param name="samples">At 24 kHz; what is not finite counts as silence.</param>
    public CellFeatures(ReadOnlySpan<float> samples)
    {
        Frames = samples.Length / WatermarkLayout.FrameSamples;
        var levels = Levels(samples, Frames);
        _values = Residuals(levels, Frames);
        for (var start = 0; start < Frames; start += BlockFrames)
            Weigh(levels, start, Math.Min(BlockFrames, Frames - start));
    }

    public int Frames { get; }

    /// <summary>Bands × 1 of a frame, whose middle lies at its number × 80 samples.</summary>
    public ReadOnlySpan<float> this[int frame] => _values.AsSpan(frame * WatermarkLayout.Bands, WatermarkLayout.Bands);

    private static float[] Levels(ReadOnlySpan<float> samples, int frames)
    {
        var energies = new double[frames * WatermarkLayout.Bands];
        var spectrum = new Complex[FftSize];
        for (var frame = 0; frame < frames; frame += 2)
        {
            // Two real frames are one complex one.
            Array.Clear(spectrum);
            for (var i = 0; i < WindowSamples; i++)
                spectrum[i] = new Complex(Window[i] * At(samples, frame, i), frame + 1 < frames ? Window[i] * At(samples, frame + 1, i) : 0);
            Fourier.Forward(spectrum, FourierOptions.NoScaling);
            for (var band = 0; band < WatermarkLayout.Bands; band++)
            {
                double first = 0, second = 0;
                for (var bin = BinEdges[band]; bin < BinEdges[band + 1]; bin++)
                {
                    var (here, mirrored) = (spectrum[bin], Complex.Conjugate(spectrum[FftSize - bin]));
                    first += Square(here + mirrored);
                    second += Square(here - mirrored);
                }

                energies[frame * WatermarkLayout.Bands + band] = first;
                if (frame + 1 < frames)
                    energies[(frame + 1) * WatermarkLayout.Bands + band] = second;
            }
        }

        var floor = Silence * energies.DefaultIfEmpty().Max() + double.Epsilon;
        return Array.ConvertAll(energies, energy => (float)Math.Log(energy + floor));
    }

    private static double At(ReadOnlySpan<float> samples, int frame, int i)
    {
        var index = frame * WatermarkLayout.FrameSamples - WindowSamples / 2 + i;
        if (index < 0 || index >= samples.Length || !float.IsFinite(samples[index]))
            return 0;
        return samples[index];
    }

    private static double Square(Complex value) => value.Real * value.Real + value.Imaginary * value.Imaginary;

    private static float[] Residuals(float[] levels, int frames)
    {
        var residuals = new float[levels.Length];
        for (var frame = 0; frame < frames; frame++)
        {
            for (var slots = -(BySlot.Length - 1); slots < BySlot.Length; slots++)
            {
                var other = Math.Clamp(frame + slots * WatermarkLayout.FramesPerSlot, 0, frames - 1);
                var (weight, beside) = (BySlot[Math.Abs(slots)], slots is 0 ? BesideNow : Math.Abs(slots) is 1 ? 0 : BesideLater);
                for (var band = 0; band < WatermarkLayout.Bands; band++)
                {
                    var row = other * WatermarkLayout.Bands;
                    var lower = levels[row + Math.Max(band - 1, 0)];
                    var upper = levels[row + Math.Min(band + 1, WatermarkLayout.Bands - 1)];
                    residuals[frame * WatermarkLayout.Bands + band] += weight * levels[row + band] + beside * (lower + upper);
                }
            }
        }

        return residuals;
    }

    private void Weigh(float[] levels, int start, int frames)
    {
        var cells = _values.AsSpan(start * WatermarkLayout.Bands, frames * WatermarkLayout.Bands);
        var here = levels.AsSpan(start * WatermarkLayout.Bands, cells.Length);
        var column = new float[frames];
        for (var band = 0; band < WatermarkLayout.Bands; band++)
        {
            for (var frame = 0; frame < frames; frame++)
                column[frame] = here[frame * WatermarkLayout.Bands + band];
            Array.Sort(column);
            var quiet = column[frames / 10];
            for (var frame = 0; frame < frames; frame++)
            {
                var cell = frame * WatermarkLayout.Bands + band;
                cells[cell] *= Math.Clamp((here[cell] - quiet - UnreliableBelow) / (ReliableAbove - UnreliableBelow), 0, 1);
            }
        }

        var sum = 0.0;
        foreach (var cell in cells)
            sum += cell * cell;
        var limit = ClipDeviations * (float)Math.Sqrt(sum / cells.Length);
        for (var cell = 0; cell < cells.Length; cell++)
            cells[cell] = Math.Clamp(cells[cell], -limit, limit);
    }
}
