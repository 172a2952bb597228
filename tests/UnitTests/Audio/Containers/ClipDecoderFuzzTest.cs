using Qwen3Tts.Audio.Containers;
using Qwen3Tts.Audio.Containers.External;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.UnitTests.Fuzzing;

namespace Qwen3Tts.UnitTests.Audio.Containers;

public sealed class ClipDecoderFuzzTest
{
    private const double MaxSeconds = 2;

    // A file that is accepted takes its samples, twice while they grow, and a decoder's tables; nothing that a header says makes it more.
    private const long MaxBytes = 24L << 20;

    private static readonly WaveLimits Limits = new(MaxSeconds);

    // Never started: what would take it is not mutated here.
    private static readonly FfmpegSettings None = new("no-such-ffmpeg");

    [Theory]
    [InlineData("speech.flac", 1)]
    [InlineData("stereo24.flac", 2)]
    [InlineData("fixed8.flac", 3)]
    [InlineData("speech.mp3", 4)]
    [InlineData("speech.opus", 5)]
    [InlineData("stereo.opus", 6)]
    [InlineData("speech.m4a", 7)]
    public async Task MutatedFile_IsDecodedOrRefused_InBoundedMemory(string name, int seed)
    {
        var good = TestAudio.File($"formats/{name}");
        var mutator = new Mutator(seed, "fLaC", "OggS", "OpusHead", "OpusTags", "ID3", "RIFF", "TAG");
        int decoded = 0, refused = 0;
        for (var round = 0; round < Math.Max(20, FuzzRounds.Count / 10); round++)
        {
            var file = round % 3 is 0 ? mutator.Mutate(good) : mutator.Mutate(good, ..Math.Min(good.Length, 300));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                // Without ffmpeg nothing here waits, so all is on this thread.
                var clip = await ClipDecoder.Decode(file, Limits, None, TestContext.Current.CancellationToken);
                Assert.InRange(clip.Seconds, 1.0 / clip.SampleRate, MaxSeconds);
                Assert.All(clip.Samples, sample => Assert.True(MathF.Abs(sample) <= 8));
                decoded++;
            }
            catch (SpeechException error)
            {
                Assert.True(error.Kind is SpeechErrorKind.Invalid or SpeechErrorKind.Unsupported, error.ToString());
                Assert.NotEmpty(error.Message);
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxBytes);
        }

        Assert.True(refused > 0, $"All {decoded} files were decoded.");
    }
}
