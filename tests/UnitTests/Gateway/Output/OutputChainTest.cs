using System.Runtime.InteropServices;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Output;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.UnitTests.Gateway.Output;

public sealed class OutputChainTest
{
    private const int FadeSamples = 1920;

    private static readonly WatermarkKey Key = WatermarkKey.Parse("00112233445566778899aabbccddeeff");
    private static readonly WatermarkPayload Payload = new(1, 20, 300);
    private static readonly float[] Samples = Audio.Watermark.Speech.Of("joe");

    [Theory]
    [InlineData(true, 1920)]
    [InlineData(true, 37)]
    [InlineData(false, 7680)]
    [InlineData(false, 101)]
    public void Blocks_OfAnySize_ComeOutAsTheWhole(bool floats, int block)
    {
        var encoding = floats ? AudioEncoding.PcmF32 : AudioEncoding.PcmS16;
        var whole = Run(Marking(encoding), Samples.Length);

        Assert.Equal(whole, Run(Marking(encoding), block));
        Assert.Equal(Samples.Length * (floats ? 4 : 2), whole.Length);
    }

    [Fact]
    public void Mark_LiesOnTheFadedSpeech()
    {
        var fade = Fade(Samples.Length / 2);
        var faded = (float[])Samples.Clone();
        fade.Apply(faded, 0);
        var expected = new float[faded.Length];
        var embedder = new WatermarkEmbedder(Key, Payload);
        var written = embedder.Process(faded, expected);
        embedder.Flush(expected.AsSpan(written));

        var bytes = Run(new OutputChain(AudioEncoding.PcmF32, fade, new WatermarkEmbedder(Key, Payload), Plan), 1920);

        Assert.Equal(expected, MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    [Fact]
    public void Floats_ThatNothingChanges_ComeOutWithoutACopy()
    {
        var output = new OutputChain(AudioEncoding.PcmF32, Fade(long.MaxValue), watermark: null, Plan);
        ReadOnlyMemory<byte> block = new byte[400];

        Assert.Equal(block, output.Process(block));
        Assert.Equal(100, output.Sent);
        Assert.True(output.Flush().IsEmpty);
    }

    [Fact]
    public void Marked_IsHeldBackByFiveMillisecondsAtMost()
    {
        var output = Marking(AudioEncoding.PcmS16);

        output.Process(MemoryMarshal.AsBytes(Samples.AsSpan(0, 1920)).ToArray());

        Assert.Equal(1800, output.Sent);
    }

    private static StretchPlan Plan => new(new CodecFormat("fake", 1, 10, 24_000, FadeSamples), ProsodySettings.Neutral);

    private static OutputChain Marking(AudioEncoding encoding) => new(encoding, Fade(Samples.Length - 3000), new WatermarkEmbedder(Key, Payload), Plan);

    private static FadeOut Fade(long from)
    {
        var fade = new FadeOut(FadeSamples);
        fade.Begin(from);
        return fade;
    }

    private static byte[] Run(OutputChain output, int block)
    {
        var bytes = new List<byte>();
        for (var start = 0; start < Samples.Length; start += block)
        {
            var samples = Samples.AsSpan(start, Math.Min(block, Samples.Length - start));
            bytes.AddRange(output.Process(MemoryMarshal.AsBytes(samples).ToArray()).Span);
        }

        bytes.AddRange(output.Flush().Span);
        return [.. bytes];
    }
}
