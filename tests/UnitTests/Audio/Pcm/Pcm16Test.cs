using CsCheck;
using Qwen3Tts.Audio.Pcm;

namespace Qwen3Tts.UnitTests.Audio.Pcm;

public sealed class Pcm16Test
{
    [Fact]
    public void EverySampleValue_ThroughFloat_StaysTheSame()
    {
        var bytes = Enumerable.Range(short.MinValue, 65_536).SelectMany(value => BitConverter.GetBytes((short)value)).ToArray();

        Assert.Equal(bytes, Pcm16.FromFloat(Pcm16.ToFloat(bytes)));
    }

    [Theory]
    [InlineData(1f, short.MaxValue)]
    [InlineData(-1f, short.MinValue)]
    [InlineData(1e30f, short.MaxValue)]
    [InlineData(float.NegativeInfinity, short.MinValue)]
    [InlineData(float.NaN, 0)]
    [InlineData(0.6f / 32768, 1)]
    [InlineData(0.4f / 32768, 0)]
    [InlineData(-0.6f / 32768, -1)]
    public void Sample_IsRoundedAndClamped(float sample, short expected) =>
        Assert.Equal(expected, BitConverter.ToInt16(Pcm16.FromFloat([sample])));

    [Fact]
    public void Pieces_AtAnySplit_MakeTheSameBytes() => Gen.Select(Gen.Float[-1.2f, 1.2f].Array[0, 50], Gen.Int[0, 50]).Sample((samples, at) =>
    {
        at = Math.Min(at, samples.Length);
        return Pcm16.FromFloat(samples).SequenceEqual([.. Pcm16.FromFloat(samples.AsSpan(0, at)), .. Pcm16.FromFloat(samples.AsSpan(at))]);
    });

    [Fact]
    public void Buffer_ThatIsTooSmall_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Pcm16.FromFloat([0f, 0f], new byte[3]));
        Assert.Throws<ArgumentException>(() => Pcm16.ToFloat(new byte[4], new float[1]));
        Assert.Throws<ArgumentException>(() => Pcm16.ToFloat(new byte[3], new float[2]));
    }
}
