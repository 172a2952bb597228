using Qwen3Tts.Audio.Watermark;

namespace Qwen3Tts.UnitTests.Audio.Watermark;

public sealed class DetectionThresholdsTest
{
    // The chance of a score above z in audio that was made without the key is at most exp(−z²/2): here over many keys, on speech.
    [Fact]
    public void ScoresOfOtherKeys_AreNoLargerThanHoeffdingAllows()
    {
        var features = new CellFeatures(Speech.MarkedLong);
        var window = new FoldedWindow(features, 0, features.Frames, 1);
        var all = new List<float>();
        var scores = new float[WatermarkLayout.PeriodFrames];
        for (byte i = 0; i < 60; i++)
        {
            new PatternSearch(new WatermarkPattern(new WatermarkKey([.. Enumerable.Repeat(i, 20)]))).Score(window, scores);
            all.AddRange(scores);
        }

        Assert.InRange(all.Average(), -0.1, 0.1);
        Assert.InRange(all.Average(score => score * score), 0.8, 1.2);
        foreach (var limit in (double[])[2, 3, 4])
            Assert.InRange(all.Count(score => score >= limit), 0, all.Count * Math.Exp(-limit * limit / 2));
    }

    [Fact]
    public void OwnKey_ScoresFarAboveTheThreshold_WhereTheMarkLies()
    {
        var features = new CellFeatures(Speech.MarkedLong);
        var scores = new float[WatermarkLayout.PeriodFrames];
        new PatternSearch(new WatermarkPattern(Speech.Key)).Score(new FoldedWindow(features, 0, features.Frames, 1), scores);

        Assert.InRange(scores.Max(), DetectionThresholds.Pilots + 2, 1000);
    }

    [Fact]
    public void Thresholds_AllowWhatIsPromised()
    {
        Assert.InRange(DetectionThresholds.Pilots, 7.5, 8.5);
        Assert.InRange(DetectionThresholds.AllCells, 10.5, 11.5);
        Assert.Equal(DetectionThresholds.FalseAlarmsPerHour / 2, DetectionThresholds.FalseAlarm(DetectionThresholds.Pilots, false, 3600), 1e-12);
        Assert.Equal(1, DetectionThresholds.FalseAlarm(0, true, 3600));
    }
}
