namespace Qwen3Tts.Audio.Watermark;

/// <summary>From when to when a mark lies.</summary>
internal static class FoundStretches
{
    // A quarter of a second.
    private const int BlockFrames = WatermarkLayout.SampleRate / WatermarkLayout.FrameSamples / 4;

    private const double SecondsPerFrame = (double)WatermarkLayout.FrameSamples / WatermarkLayout.SampleRate;

    // Findings of the same payload with less between them are one: the mark of a pause is not heard, and not found.
    private const double GapSeconds = 2;

    /// <summary>The stretch of a window in which the evidence for a mark, less what half a mark would give, is the most.</summary>
    public static (double Start, double End) Locate(
        CellFeatures features, int start, int frames, FoldedWindow window, int offset, ReadOnlySpan<sbyte> signs)
    {
        var blocks = new double[(frames + BlockFrames - 1) / BlockFrames];
        for (var frame = start; frame < start + frames; frame++)
        {
            var place = (window.Place(frame) - offset + WatermarkLayout.PeriodFrames) % WatermarkLayout.PeriodFrames;
            var row = signs.Slice(place / WatermarkLayout.FramesPerSlot * WatermarkLayout.Bands, WatermarkLayout.Bands);
            var cells = features[frame];
            for (var band = 0; band < row.Length; band++)
                blocks[(frame - start) / BlockFrames] += row[band] * cells[band];
        }

        var half = 0.5 * blocks.Where(block => block > 0).DefaultIfEmpty().Average();
        int from = 0, bestFrom = 0, bestTo = 0;
        double sum = 0, best = 0;
        for (var block = 0; block < blocks.Length; block++)
        {
            if (sum <= 0)
                (from, sum) = (block, 0);
            sum += blocks[block] - half;
            if (sum > best)
                (best, bestFrom, bestTo) = (sum, from, block + 1);
        }

        return ((start + bestFrom * BlockFrames) * SecondsPerFrame, (start + Math.Min(bestTo * BlockFrames, frames)) * SecondsPerFrame);
    }

    /// <summary>Findings of the same payload that touch become one; a mark that was not read yields to one that was.</summary>
    public static IReadOnlyList<WatermarkFinding> Merge(IEnumerable<WatermarkFinding> findings)
    {
        var merged = new List<WatermarkFinding>();
        foreach (var finding in findings.OrderBy(finding => finding.Payload is null).ThenBy(finding => finding.Start))
        {
            var known = merged.FindLastIndex(other =>
                (finding.Payload is null || other.Payload == finding.Payload)
                && finding.Start <= other.End + GapSeconds && other.Start <= finding.End + GapSeconds);
            if (known < 0)
            {
                merged.Add(finding);
                continue;
            }

            var (first, second) = (merged[known], finding);
            var best = second.Score > first.Score && second.Payload == first.Payload ? second : first;
            merged[known] = best with { Start = Math.Min(first.Start, second.Start), End = Math.Max(first.End, second.End) };
        }

        return [.. merged.OrderBy(finding => finding.Start)];
    }
}
