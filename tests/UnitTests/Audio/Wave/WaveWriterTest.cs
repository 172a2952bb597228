using CsCheck;
using Qwen3Tts.Audio.Wave;

namespace Qwen3Tts.UnitTests.Audio.Wave;

public sealed class WaveWriterTest
{
    [Fact]
    public void WrittenFile_IsReadBackWithinHalfAStep()
    {
        Gen.Select(Gen.Float[-1, 0.999f].Array[1, 500], Gen.Int[8_000, 192_000]).Sample((samples, rate) =>
        {
            var back = WaveReader.Read(WaveWriter.Write(new Waveform(samples, rate)), new WaveLimits(MaxSeconds: 1));
            return back.SampleRate == rate
                && back.Samples.Length == samples.Length
                && samples.Zip(back.Samples).All(pair => Math.Abs(pair.First - pair.Second) <= 0.5f / 32768);
        });
    }

    [Fact]
    public void Header_OfKnownLength_StatesBothSizes()
    {
        var header = WaveWriter.Header(24_000, samples: 100);

        Assert.Equal(WaveWriter.HeaderBytes, header.Length);
        Assert.Equal(236u, BitConverter.ToUInt32(header, 4));
        Assert.Equal(48_000u, BitConverter.ToUInt32(header, 28));
        Assert.Equal(200u, BitConverter.ToUInt32(header, 40));
    }

    [Fact]
    public void Header_OfUnknownLength_SaysUntilTheEnd()
    {
        var header = WaveWriter.Header(24_000, samples: null);

        Assert.Equal(uint.MaxValue, BitConverter.ToUInt32(header, 4));
        Assert.Equal(uint.MaxValue, BitConverter.ToUInt32(header, 40));
    }

    [Fact]
    public void Header_OfMoreThanAFileHolds_IsRefused()
    {
        Assert.Equal(uint.MaxValue, BitConverter.ToUInt32(WaveWriter.Header(24_000, WaveWriter.MaxSamples), 40) + 45);
        Assert.Throws<ArgumentOutOfRangeException>(() => WaveWriter.Header(24_000, WaveWriter.MaxSamples + 1));
    }

    [Fact]
    public void Info_StandsBeforeTheSamples_AndIsReadOver()
    {
        var info = WaveInfo.Chunk("a maker", "words");
        byte[] file = [.. WaveWriter.Header(24_000, samples: 2, info), 0, 64, 0, 192];

        var read = WaveReader.Read(file, new WaveLimits(1));

        Assert.Equal([0.5f, -0.5f], read.Samples);
        Assert.Equal((uint)file.Length - 8, BitConverter.ToUInt32(file, 4));
        Assert.Equal("LIST\x22\0\0\0INFOISFT\x8\0\0\0a maker\0ICMT\x6\0\0\0words\0"u8.ToArray(), info);
        Assert.Throws<ArgumentOutOfRangeException>(() => WaveWriter.Header(24_000, WaveWriter.MaxSamples, info));
    }
}
