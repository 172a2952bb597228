using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Audio.Wave;

public sealed class WaveReaderTest
{
    private static readonly WaveLimits Limits = new(MaxSeconds: 10);
    private static readonly double[] Steps = [0, 0.5, -0.5, 0.25, -1];

    [Theory]
    [InlineData(WaveFile.Pcm, 8)]
    [InlineData(WaveFile.Pcm, 16)]
    [InlineData(WaveFile.Pcm, 24)]
    [InlineData(WaveFile.Pcm, 32)]
    [InlineData(WaveFile.Float, 32)]
    [InlineData(WaveFile.Float, 64)]
    public void EveryEncoding_PlainAndExtensible_IsRead(ushort tag, int bits)
    {
        var plain = new WaveFile { Tag = tag, Bits = (ushort)bits }.Format().Chunk("data", WaveFile.Samples(tag, bits, Steps));
        var extensible = new WaveFile { Tag = WaveFile.Extensible, SubTag = tag, Bits = (ushort)bits }
            .Format().Chunk("data", WaveFile.Samples(tag, bits, Steps));

        foreach (var file in new[] { plain, extensible })
        {
            var waveform = WaveReader.Read(file.Bytes(), Limits);
            Assert.Equal(24_000, waveform.SampleRate);
            Assert.Equal(Steps.Length, waveform.Samples.Length);
            Assert.All(Steps.Zip(waveform.Samples), pair => Assert.Equal(pair.First, pair.Second, 1.0 / (1 << (Math.Min(bits, 24) - 1))));
        }
    }

    [Fact]
    public void SeveralChannels_AreAveraged()
    {
        var file = new WaveFile { Tag = WaveFile.Float, Bits = 32, Channels = 3 }
            .Format().Chunk("data", WaveFile.Samples(WaveFile.Float, 32, 0.3, 0.6, -0.3, 0.9, 0.9, 0.9));

        var waveform = WaveReader.Read(file.Bytes(), Limits);

        Assert.Equal([0.2f, 0.9f], waveform.Samples);
    }

    [Fact]
    public void OtherChunks_OfOddSizeToo_AreSkipped()
    {
        var file = new WaveFile().Chunk("LIST", [1, 2, 3]).Format().Chunk("fact", new byte[4])
            .Chunk("data", WaveFile.Samples(WaveFile.Pcm, 16, 0.5)).Chunk("id3 ", new byte[7]);

        Assert.Equal([0.5f], WaveReader.Read(file.Bytes(), Limits).Samples, (a, b) => Math.Abs(a - b) < 1e-4f);
    }

    [Theory]
    [InlineData(0xFFFFFFFF, 0xFFFFFFFF)]
    [InlineData(0x7FFFF024, 0x7FFFF000)]
    [InlineData(0, 0)]
    [InlineData(0xFFFFFFFF, 0)]
    public void SizesOfAStreamedFile_MeanUntilTheEnd(uint riffSize, uint dataSize)
    {
        var file = new WaveFile { RiffSize = riffSize }.Format()
            .Chunk("data", WaveFile.Samples(WaveFile.Pcm, 16, Steps), dataSize);

        Assert.Equal(Steps.Length, WaveReader.Read(file.Bytes(), Limits).Samples.Length);
    }

    [Fact]
    public void StreamedFileOfOurOwn_IsRead()
    {
        byte[] file = [.. WaveWriter.Header(24_000, samples: null), .. WaveFile.Samples(WaveFile.Pcm, 16, Steps)];

        Assert.Equal(Steps.Length, WaveReader.Read(file, Limits).Samples.Length);
    }

    public static TheoryData<string, byte[], string> Refused => new()
    {
        { "empty", [], "The audio is empty; a WAV file is expected." },
        { "text", "hello, this is no audio"u8.ToArray(), "text; a WAV file is expected" },
        { "ogg", "OggS and so on"u8.ToArray(), "an Ogg file without Opus in it; a WAV file is expected" },
        { "flac", "fLaC and so on"u8.ToArray(), "a FLAC file" },
        { "mp3", [0xFF, 0xFB, 0x90, 0], "an MP3 file" },
        { "mp3 with tags", "ID3 and so on"u8.ToArray(), "an MP3 file" },
        { "mp4", "\0\0\0\u0020ftypM4A "u8.ToArray(), "an MP4 file" },
        { "webm", [0x1A, 0x45, 0xDF, 0xA3, 0, 0, 0, 0], "a WebM or Matroska file" },
        { "aiff", "FORM and so on"u8.ToArray(), "an AIFF file" },
        { "rf64", "RF64\0\0\0\0WAVE"u8.ToArray(), "a big-endian or 64-bit WAV file" },
        { "avi", "RIFF\0\0\0\0AVI LIST"u8.ToArray(), "a RIFF file of another kind" },
        { "cut", "RIFF\0\0"u8.ToArray(), "a truncated RIFF file" },
        { "no chunks", new WaveFile().Bytes(), "no fmt chunk" },
        { "no data", new WaveFile().Format().Bytes(), "no data chunk" },
        { "data first", new WaveFile().Chunk("data", new byte[8]).Format().Bytes(), "before its fmt chunk" },
        { "no samples", new WaveFile().Format().Chunk("data", []).Bytes(), "holds no samples" },
        { "short fmt", new WaveFile().Chunk("fmt ", new byte[14]).Bytes(), "has 14 bytes; at least 16" },
        { "short extensible", new WaveFile().Chunk("fmt ", new WaveFile { Tag = WaveFile.Extensible }.FormatBody()[..38]).Bytes(), "38 bytes; at least 40" },
        { "truncated data", new WaveFile().Format().Chunk("data", new byte[10], size: 20).Bytes(), "states 20 bytes, and 10 follow" },
        { "truncated chunk", new WaveFile().Chunk("LIST", new byte[10], size: 3_000_000_000).Bytes(), "states 3000000000 bytes, and 10 follow" },
        { "A-law", new WaveFile { Tag = 6, Bits = 8 }.Format().Bytes(), "A-law of 8 bits; PCM of 8, 16, 24 or 32 bits" },
        { "MP3 in WAV", new WaveFile { Tag = 0x55, Bits = 0 }.Format().Bytes(), "MP3 of 0 bits" },
        { "12 bits", new WaveFile { Bits = 12 }.Format().Bytes(), "PCM of 12 bits" },
        { "no channel", new WaveFile { Channels = 0 }.Format().Bytes(), "0 channels; 1 to 8" },
        { "channels", new WaveFile { Channels = 9 }.Format().Bytes(), "9 channels; 1 to 8" },
        { "slow", new WaveFile { SampleRate = 7_999 }.Format().Bytes(), "7999 Hz; 8000 to 192000 Hz" },
        { "fast", new WaveFile { SampleRate = 192_001 }.Format().Bytes(), "192001 Hz" },
        { "frame", new WaveFile { BytesPerFrame = 3 }.Format().Bytes(), "states 3 bytes for a sample of all channels; 1 × 16 bits make 2" },
        { "long", new WaveFile { SampleRate = 8_000, Bits = 8 }.Format().Chunk("data", new byte[80_001]).Bytes(), "at most 10 s" },
        { "NaN", Floats(0.1, double.NaN), "Sample 1 of the WAV file is NaN" },
        { "infinite", Floats(double.PositiveInfinity), "Sample 0" },
        { "scaled to 32767", Floats(12_000), "Sample 0 of the WAV file is 12000; full scale is -1 to 1" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void WhatIsNotAccepted_IsRefusedWithWhatWasFound(string what, byte[] file, string message)
    {
        var error = Assert.Throws<SpeechException>(() => WaveReader.Read(file, Limits));

        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
        Assert.True(error.Message.Contains(message, StringComparison.Ordinal), $"{what}: {error.Message}");
    }

    private static byte[] Floats(params double[] samples) => new WaveFile { Tag = WaveFile.Float, Bits = 32 }
        .Format().Chunk("data", WaveFile.Samples(WaveFile.Float, 32, samples)).Bytes();
}
