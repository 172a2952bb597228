using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Tests.Masking;

namespace Qwen3Tts.UnitTests.Audio.Watermark;

public sealed class WatermarkEmbedderTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Chunks_OfAnySize_GiveTheWholeToTheBit(int seed)
    {
        var random = new Random(seed);
        var embedder = new WatermarkEmbedder(Speech.Key, Speech.Payload);
        var marked = new List<float>();
        for (var at = 0; at < Speech.Long.Length;)
        {
            var size = Math.Min(random.Next(4) is 0 ? random.Next(5000) : random.Next(200), Speech.Long.Length - at);
            var output = new float[size];
            var written = embedder.Process(Speech.Long.AsSpan(at, size), output);
            marked.AddRange(output.AsSpan(0, written));
            at += size;
            Assert.Equal(at - marked.Count, embedder.Pending);
            Assert.InRange(embedder.Pending, 0, WatermarkLayout.Delay);
        }

        var rest = new float[embedder.Pending];
        embedder.Flush(rest);
        marked.AddRange(rest);

        Assert.Equal(Speech.MarkedLong, marked);
    }

    [Theory]
    [InlineData(24_000)]
    [InlineData(77_777)]
    public void Utterance_ThatGoesOnElsewhere_IsMarkedAsIfItHadNotStopped(int from)
    {
        var embedder = new WatermarkEmbedder(Speech.Key, Speech.Payload, from, Speech.Long.AsSpan(0, from));
        var marked = new float[Speech.Long.Length - from];
        var written = embedder.Process(Speech.Long.AsSpan(from), marked);
        embedder.Flush(marked.AsSpan(written));

        Assert.Equal(Speech.MarkedLong[from..], marked);
    }

    [Fact]
    public void Silence_StaysSilence()
    {
        float[] withPause = [.. Speech.Of("joe"), .. new float[12_000], .. Speech.Of("clara")];
        var start = Speech.Of("joe").Length;

        var marked = Speech.Mark(withPause, Speech.Payload);

        Assert.All(Speech.Mark(new float[50_000], Speech.Payload), sample => Assert.Equal(0, sample));
        Assert.All(
            marked[(start + WatermarkLayout.Delay)..(start + 12_000 - WatermarkLayout.Delay)], sample => Assert.Equal(0, sample));
        Assert.NotEqual(withPause, marked);
    }

    [Fact]
    public void Mark_DependsOnKeyAndPayload()
    {
        var samples = Speech.Of("joe");
        var otherKey = new float[samples.Length];
        new WatermarkEmbedder(new WatermarkKey(new byte[32]), Speech.Payload).Process(samples, otherKey);

        Assert.NotEqual(otherKey[..5000], Speech.MarkedLong[..5000]);
        Assert.NotEqual(Speech.Mark(samples, new WatermarkPayload(7, 1234, 567_891)), Speech.Mark(samples, Speech.Payload));
    }

    [Theory]
    [InlineData("joe")]
    [InlineData("clara")]
    [InlineData("oskar")]
    [InlineData("robin")]
    public void Mark_IsMasked_InEveryBandOf99PercentOfFrames(string voice)
    {
        var samples = Speech.Of(voice);

        var ratios = NoiseToMask.Worst(samples, Speech.Mark(samples, Speech.Payload));

        Assert.InRange(ratios.Count(ratio => ratio <= 0), 0.99 * ratios.Length, ratios.Length);
        Assert.Contains(ratios, ratio => ratio > -20);
    }

    [Fact]
    public void RoomThatIsTooSmall_IsRefused()
    {
        var embedder = new WatermarkEmbedder(Speech.Key, Speech.Payload);
        Assert.Throws<ArgumentException>(() => embedder.Process(new float[10], new float[9]));
        embedder.Process(new float[10], new float[10]);
        Assert.Throws<ArgumentException>(() => embedder.Flush(new float[9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WatermarkEmbedder(Speech.Key, Speech.Payload, -1));
    }
}
