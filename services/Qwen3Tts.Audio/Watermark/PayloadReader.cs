namespace Qwen3Tts.Audio.Watermark;

/// <summary>Reads what stands where a pattern may lie, and judges whether it lies there.</summary>
internal sealed class PayloadReader(WatermarkKey key, WatermarkPattern pattern)
{
    // Payloads that are tried for their tag.
    private const int ListWidth = 16;

    // No payload: the signs of the pilots, and nothing where a code bit would say.
    private readonly sbyte[] _pilotSigns = PilotSigns(pattern);

    /// <summary>What was read; null where there is no mark.</summary>
    public Reading? Read(FoldedWindow window, Candidate candidate, double seconds)
    {
        var beliefs = new float[PolarCode.Length];
        double pilots = 0, pilotEnergy = 0, energy = 0;
        for (var slot = 0; slot < WatermarkLayout.Slots; slot++)
        {
            var row = window[FoldedWindow.Centre(slot, candidate.Offset)];
            for (var band = 0; band < row.Length; band++)
            {
                var value = pattern.Sign(slot, band) * row[band];
                energy += value * value;
                if (pattern.CodeBit(slot, band) is >= 0 and var bit)
                    beliefs[bit] += value;
                else
                    (pilots, pilotEnergy) = (pilots + value, pilotEnergy + value * value);
            }
        }

        var pilotScore = pilots / Math.Sqrt(pilotEnergy + double.Epsilon);
        if (PolarCode.Decode(beliefs, key, ListWidth) is { } payload)
        {
            var word = PolarCode.Encode(payload, key);
            var sum = pilots;
            for (var bit = 0; bit < word.Length; bit++)
                sum += word[bit] is 0 ? beliefs[bit] : -beliefs[bit];
            var score = sum / Math.Sqrt(energy + double.Epsilon);
            if (score >= DetectionThresholds.AllCells)
                return new Reading(payload, pattern.Modulate(word), score, 1 - DetectionThresholds.FalseAlarm(score, allCells: true, seconds));
        }

        return pilotScore >= DetectionThresholds.Pilots
            ? new Reading(null, _pilotSigns, pilotScore, 1 - DetectionThresholds.FalseAlarm(pilotScore, allCells: false, seconds))
            : null;
    }

    private static sbyte[] PilotSigns(WatermarkPattern pattern)
    {
        var signs = new sbyte[WatermarkLayout.Slots * WatermarkLayout.Bands];
        for (var slot = 0; slot < WatermarkLayout.Slots; slot++)
        {
            for (var band = 0; band < WatermarkLayout.Bands; band++)
                signs[slot * WatermarkLayout.Bands + band] = WatermarkLayout.IsPilot(slot, band) ? (sbyte)pattern.Sign(slot, band) : (sbyte)0;
        }

        return signs;
    }
}
