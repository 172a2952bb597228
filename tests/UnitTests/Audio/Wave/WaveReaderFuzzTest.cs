using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.UnitTests.Fuzzing;

namespace Qwen3Tts.UnitTests.Audio.Wave;

public sealed class WaveReaderFuzzTest
{
    private static readonly int Rounds = FuzzRounds.Count;

    private static readonly WaveLimits Limits = new(MaxSeconds: 10);

    // Sizes and counts that overflow, wrap or mean something special.
    private static readonly uint[] Boundaries =
        [0, 1, 2, 7, 8, 0x7F, 0x80, 0xFF, 0xFFFE, 0xFFFF, 0x7FFEFFFF, 0x7FFF0000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF8, 0xFFFFFFFF];

    private static readonly byte[][] Seeds =
    [
        new WaveFile().Format().Chunk("data", new byte[400]).Bytes(),
        new WaveFile { Channels = 2, Bits = 24 }.Chunk("LIST", new byte[5]).Format().Chunk("data", new byte[600]).Bytes(),
        new WaveFile { Tag = WaveFile.Float, Bits = 32 }.Format().Chunk("data", new byte[400]).Bytes(),
        new WaveFile { Tag = WaveFile.Extensible, SubTag = WaveFile.Float, Bits = 64, Channels = 8 }.Format().Chunk("data", new byte[640]).Bytes(),
        [.. WaveWriter.Header(8_000, samples: null), .. new byte[200]],
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void MutatedFile_IsReadOrRefused_InBoundedMemory(int seed)
    {
        var random = new Random(seed);
        int read = 0, refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var file = Mutate(Seeds[round % Seeds.Length], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var waveform = WaveReader.Read(file, Limits);
                Assert.InRange(waveform.Samples.Length, 1, file.Length);
                Assert.All(waveform.Samples, sample => Assert.True(float.IsFinite(sample)));
                read++;
            }
            catch (SpeechException error)
            {
                Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
                refused++;
            }

            // The largest file here has under a thousand bytes; an error with its stack trace takes a few kilobytes.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 1024);
        }

        Assert.True(read > Rounds / 20, $"Only {read} of {Rounds} files were read.");
        Assert.True(refused > Rounds / 20, $"Only {refused} of {Rounds} files were refused.");
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var file = seed.ToArray();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            // Most of what the reader decides by stands in the first 64 bytes.
            var at = random.Next(random.Next(4) is 0 ? file.Length : Math.Min(64, file.Length));
            switch (random.Next(5))
            {
                case 0:
                    file[at] = (byte)random.Next(256);
                    break;
                case 1:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 when at + 4 <= file.Length:
                    BitConverter.TryWriteBytes(file.AsSpan(at), Boundaries[random.Next(Boundaries.Length)]);
                    break;
                case 3:
                    file = file[..(at + 1)];
                    break;
                default:
                    file = [.. file[..at], .. file[random.Next(file.Length)..]];
                    break;
            }

            if (file.Length is 0)
                return file;
        }

        return file;
    }
}
