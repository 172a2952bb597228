using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Qwen3Tts.Audio.Watermark;

/// <summary>Looks for the pilots of a key at every offset of a folded window, by circular correlation.</summary>
internal sealed class PatternSearch
{
    private const int Places = WatermarkLayout.PeriodFrames;
    private const int PilotPhases = WatermarkLayout.PilotEvery * WatermarkLayout.FramesPerSlot;

    // Two bands are the real and imaginary part of one sequence; the real part of the correlation is the sum of theirs.
    private readonly Complex[][] _pilots;

    public PatternSearch(WatermarkPattern pattern)
    {
        _pilots = new Complex[(WatermarkLayout.Bands + 1) / 2][];
        for (var pair = 0; pair < _pilots.Length; pair++)
        {
            var pilots = new Complex[Places];
            for (var slot = 0; slot < WatermarkLayout.Slots; slot++)
                pilots[FoldedWindow.Centre(slot, 0)] = new Complex(Pilot(pattern, slot, 2 * pair), Pilot(pattern, slot, 2 * pair + 1));
            Fourier.Forward(pilots, FourierOptions.NoScaling);
            _pilots[pair] = Array.ConvertAll(pilots, Complex.Conjugate);
        }
    }

    /// <summary>For each offset the sum over the pilots of sign × cell, over the root of the sum of cell².</summary>
    /// <param name="scores">One for each place of the period.</param>
    public void Score(FoldedWindow window, Span<float> scores)
    {
        var total = new Complex[Places];
        var pairOfBands = new Complex[Places];
        var energies = new double[PilotPhases];
        for (var pair = 0; pair < _pilots.Length; pair++)
        {
            var upper = 2 * pair + 1;
            for (var place = 0; place < Places; place++)
            {
                var row = window[place];
                pairOfBands[place] = new Complex(row[upper - 1], upper < row.Length ? row[upper] : 0);
            }

            Fourier.Forward(pairOfBands, FourierOptions.NoScaling);
            var pilots = _pilots[pair];
            for (var place = 0; place < Places; place++)
                total[place] += pairOfBands[place] * pilots[place];
        }

        Fourier.Inverse(total, FourierOptions.NoScaling);
        Energies(window, energies);
        for (var offset = 0; offset < Places; offset++)
            scores[offset] = (float)(total[offset].Real / Places / Math.Sqrt(energies[offset % PilotPhases] + 1e-12));
    }

    // Which cells are pilots repeats every few places, so that few sums of squares are needed.
    private static void Energies(FoldedWindow window, Span<double> energies)
    {
        for (var place = 0; place < Places; place++)
        {
            var row = window[place];
            for (var band = 0; band < row.Length; band++)
            {
                // Of the offsets 0 to 7, the one that puts a pilot of this band here.
                var offset = (place - WatermarkLayout.FramesPerSlot / 2 + WatermarkLayout.FramesPerSlot * band) % PilotPhases;
                energies[offset < 0 ? offset + PilotPhases : offset] += row[band] * row[band];
            }
        }
    }

    private static double Pilot(WatermarkPattern pattern, int slot, int band) =>
        band < WatermarkLayout.Bands && WatermarkLayout.IsPilot(slot, band) ? pattern.Sign(slot, band) : 0;
}
