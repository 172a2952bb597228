using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.UnitTests.Fuzzing;

namespace Qwen3Tts.UnitTests.Audio.Watermark;

public sealed class WatermarkDetectorFuzzTest
{
    // A file here is searched in some 10 ms, where others are read in microseconds.
    private static readonly int Rounds = Math.Max(1, FuzzRounds.Count / 15);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void DamagedFile_IsSearchedOrRefused_InBoundedMemory(int seed)
    {
        var mutator = new Mutator(seed, "RIFF", "WAVE", "fmt ", "data");
        var detector = new WatermarkDetector(Speech.Key);
        var good = WaveWriter.Write(new Waveform(Speech.MarkedLong[..(2 * Speech.Rate)], Speech.Rate));
        int searched = 0, refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var file = round % 2 is 0 ? mutator.Mutate(good) : mutator.Mutate(good, ..WaveWriter.HeaderBytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var audio = WaveReader.Read(file, new WaveLimits(WatermarkDetector.MaxSeconds));
                foreach (var finding in detector.Detect(audio, TestContext.Current.CancellationToken))
                {
                    Assert.InRange(finding.Start, 0, audio.Seconds);
                    Assert.InRange(finding.End, finding.Start, audio.Seconds + 0.01);
                    Assert.InRange(finding.Confidence, 0.99, 1);
                    Assert.True(finding.Payload is null || finding.Payload == Speech.Payload, $"{finding.Payload} was never embedded.");
                }

                searched++;
            }
            catch (SpeechException error)
            {
                Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
                refused++;
            }

            // 2 s, or at most 12 where the header says 8-bit at 8 kHz: what is allocated follows the audio's length.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200L << 20);
        }

        Assert.True(searched > Rounds / 20, $"Only {searched} of {Rounds} files were searched.");
        Assert.True(refused > Rounds / 20, $"Only {refused} of {Rounds} files were refused.");
    }
}
