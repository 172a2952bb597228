using Qwen3Tts.Audio.Watermark;

namespace Qwen3Tts.UnitTests.Audio.Watermark;

public sealed class PolarCodeTest
{
    private const int ListWidth = 16;

    [Fact]
    public void CodeWord_IsReadBack()
    {
        var random = new Random(1);
        for (var round = 0; round < 50; round++)
        {
            var payload = WatermarkPayload.From((ulong)random.NextInt64());
            Assert.Equal(payload, PolarCode.Decode(Beliefs(payload, 0, random), Speech.Key, ListWidth));
        }
    }

    // 3 dB of energy for each of the 56 bits over the noise's density: real codes of this rate err in under 1 of 100 there.
    [Fact]
    public void NoisyCodeWord_IsReadBackNearlyAlways()
    {
        var random = new Random(2);
        var deviation = 1 / Math.Sqrt(2 * Math.Pow(10, 0.3) * PolarCode.InformationBits / PolarCode.Length);
        var read = 0;
        for (var round = 0; round < 200; round++)
        {
            var payload = WatermarkPayload.From((ulong)random.NextInt64());
            read += PolarCode.Decode(Beliefs(payload, deviation, random), Speech.Key, ListWidth) == payload ? 1 : 0;
        }

        Assert.InRange(read, 196, 200);
    }

    [Fact]
    public void Noise_IsNoPayload()
    {
        var random = new Random(3);
        var read = 0;
        for (var round = 0; round < 200; round++)
        {
            float[] noise = [.. Enumerable.Range(0, PolarCode.Length).Select(_ => (float)Gaussian(random))];
            read += PolarCode.Decode(noise, Speech.Key, ListWidth) is null ? 0 : 1;
        }

        // 200 × 16 / 65,536 are expected.
        Assert.InRange(read, 0, 1);
    }

    private static float[] Beliefs(WatermarkPayload payload, double deviation, Random random) =>
        [.. PolarCode.Encode(payload, Speech.Key).Select(bit => (float)((bit is 0 ? 1 : -1) + deviation * Gaussian(random)))];

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
