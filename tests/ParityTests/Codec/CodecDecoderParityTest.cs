using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.ParityTests.Codec;

public sealed class CodecDecoderParityTest
{
    public static TheoryData<GoldenCase> Cases => [.. GoldenSet.Cases("codec-decode-")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void CodecDecoder_WholeUtterance_GivesTheOfficialWave(GoldenCase @case)
    {
        using var tensors = @case.Tensors();
        var decoder = Checkpoints.Decoder(@case.Checkpoint);
        using var state = decoder.Start();

        var wave = decoder.Decode(state, new CodeFrames(decoder.Format.Groups, tensors.Integers("codes")));

        Differences.AssertWave(@case, "wav", tensors.Floats("wav"), wave);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void CodecDecoder_AnyChunking_GivesTheSameWave(GoldenCase @case)
    {
        using var tensors = @case.Tensors();
        var decoder = Checkpoints.Decoder(@case.Checkpoint);
        var groups = decoder.Format.Groups;
        var codes = tensors.Integers("codes");
        using var whole = decoder.Start();
        var expected = decoder.Decode(whole, new CodeFrames(groups, codes));
        var random = new Random(codes.Length);

        using var state = decoder.Start();
        var actual = new List<float>();
        for (var at = 0; at < codes.Length;)
        {
            var frames = Math.Min(random.Next(1, 1 + (codes.Length / groups / 3) + 1), (codes.Length - at) / groups);
            actual.AddRange(decoder.Decode(state, new CodeFrames(groups, codes[at..(at + frames * groups)])));
            at += frames * groups;
        }

        Assert.Equal(expected.Length, actual.Count);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5f);
    }
}
