using Qwen3Tts.Audio.Resampling;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Audio.Watermark;

public sealed class WatermarkDetectorTest
{
    private static readonly WatermarkDetector Detector = new(Speech.Key);

    [Fact]
    public void MarkedSpeech_GivesItsPayloadFromEndToEnd()
    {
        var finding = Assert.Single(Detect(Speech.MarkedLong));

        Assert.Equal(Speech.Payload, finding.Payload);
        Assert.InRange(finding.Confidence, 0.999999, 1);
        Assert.InRange(finding.Start, 0, 0.8);
        Assert.InRange(finding.End, Speech.Long.Length / 24_000.0 - 0.8, Speech.Long.Length / 24_000.0);
        Assert.InRange(finding.Speed, 0.999, 1.001);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(123_456)]
    public void ThreeSeconds_FromTheMiddle_Suffice(int start) =>
        Assert.Equal(Speech.Payload, Assert.Single(Detect(Speech.MarkedLong[start..(start + 3 * Speech.Rate)])).Payload);

    [Theory]
    [InlineData(8_000)]
    [InlineData(16_000)]
    [InlineData(48_000)]
    public void OtherSampleRates_KeepTheMark(int rate) => Assert.Equal(
        Speech.Payload,
        Assert.Single(Detect(new Resampler(Speech.Rate, rate).Resample(Speech.MarkedLong), rate: rate)).Payload);

    [Theory]
    [InlineData(24_240, 1 / 1.01)]
    [InlineData(23_760, 1 / 0.99)]
    public void OnePercentFasterOrSlower_IsFoundWithItsSpeed(int rate, double speed)
    {
        var finding = Assert.Single(Detect(new Resampler(Speech.Rate, rate).Resample(Speech.MarkedLong)));

        Assert.Equal(Speech.Payload, finding.Payload);
        Assert.InRange(finding.Speed, speed - 0.001, speed + 0.001);
    }

    [Fact]
    public void TwoUtterances_AreFoundEachInItsPlace()
    {
        var other = new WatermarkPayload(1, 2, 3);
        float[] second = Speech.Mark(Speech.Of("robin"), other);
        var seam = Speech.Long.Length / 24_000.0;

        var findings = Detect([.. Speech.MarkedLong, .. second]);

        Assert.Equal([Speech.Payload, other], findings.Select(finding => finding.Payload!.Value));
        Assert.InRange(findings[0].End, seam - 1, seam + 1);
        Assert.InRange(findings[1].Start, seam - 1, seam + 1);
    }

    [Fact]
    public void MarkWithinOtherSpeech_IsFoundWhereItIs()
    {
        float[] before = Speech.Of("oskar"), marked = Speech.Mark(Speech.Of("clara"), Speech.Payload);
        float[] all = [.. before, .. before, .. marked, .. Speech.Of("robin"), .. Speech.Of("joe")];

        var finding = Assert.Single(Detect(all));

        Assert.Equal(Speech.Payload, finding.Payload);
        Assert.InRange(finding.Start, 2 * before.Length / 24_000.0 - 1, 2 * before.Length / 24_000.0 + 1.5);
        Assert.InRange(finding.End, (2 * before.Length + marked.Length) / 24_000.0 - 1.5, (2 * before.Length + marked.Length) / 24_000.0 + 1);
    }

    [Fact]
    public void OtherKey_FindsNothing()
    {
        for (byte i = 0; i < 8; i++)
            Assert.Empty(Detect(Speech.MarkedLong, new WatermarkDetector(new WatermarkKey([.. Enumerable.Repeat(i, 16)]))));
    }

    [Theory]
    [InlineData("joe")]
    [InlineData("clara")]
    [InlineData("oskar")]
    [InlineData("robin")]
    public void UnmarkedSpeech_GivesNothing(string voice) => Assert.Empty(Detect(Speech.Of(voice)));

    [Fact]
    public void NoSpeechAtAll_GivesNothing()
    {
        var random = new Random(1);
        Assert.Empty(Detect(new float[100_000]));
        Assert.Empty(Detect([.. Enumerable.Range(0, 100_000).Select(_ => random.NextSingle() - 0.5f)]));
        Assert.Empty(Detect([.. Enumerable.Range(0, 100_000).Select(i => MathF.Sin(i * 0.1f))]));
        Assert.Empty(Detect([.. Enumerable.Repeat(float.NaN, 50_000), .. Enumerable.Repeat(float.MaxValue, 50_000)]));
    }

    [Fact]
    public void ALittleNotANumber_DoesNotHideTheMark()
    {
        var damaged = Speech.MarkedLong.ToArray();
        damaged[50_000] = float.NaN;
        damaged[50_001] = float.PositiveInfinity;

        Assert.Equal(Speech.Payload, Assert.Single(Detect(damaged)).Payload);
    }

    [Theory]
    [InlineData(1000, 24_000, "0.0 s long; a watermark is looked for in 1 to 600 s")]
    [InlineData(601 * 8_000, 8_000, "601.0 s long; a watermark is looked for in 1 to 600 s")]
    [InlineData(24_000, 1_000_000, "1000000 Hz; 8000 to 192000 Hz")]
    [InlineData(24_000, 0, "0 Hz; 8000 to 192000 Hz")]
    public void AudioBeyondTheBounds_IsRefused(int samples, int rate, string reason)
    {
        var error = Assert.Throws<SpeechException>(() => Detect(new float[samples], rate: rate));

        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<WatermarkFinding> Detect(float[] samples, WatermarkDetector? detector = null, int rate = Speech.Rate) =>
        (detector ?? Detector).Detect(new Waveform(samples, rate), TestContext.Current.CancellationToken);
}
