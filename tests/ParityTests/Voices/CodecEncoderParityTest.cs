namespace Qwen3Tts.ParityTests.Voices;

public sealed class CodecEncoderParityTest
{
    public static TheoryData<GoldenCase> Cases => [.. GoldenSet.Cases("codec-encode-")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void CodecEncoder_OfAReferenceClip_GivesTheOfficialCodes(GoldenCase @case)
    {
        using var tensors = @case.Tensors();
        var encoder = Checkpoints.Encoder(@case.Checkpoint);

        var frames = encoder.Encode(ReferenceClips.Read(@case, encoder.Format.SampleRate));

        Assert.Equal<long>([frames.Count, frames.Groups], tensors.Shape("codes"));
        Assert.Equal(tensors.Integers("codes"), frames.Codes.ToArray());
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void CodecEncoder_InPiecesOfAnySize_GivesTheOfficialCodes(GoldenCase @case)
    {
        using var tensors = @case.Tensors();
        var encoder = Checkpoints.Encoder(@case.Checkpoint);
        var samples = ReferenceClips.Read(@case, encoder.Format.SampleRate);

        foreach (var piece in new[] { 1, 2, 7, 25 })
            Assert.Equal(tensors.Integers("codes"), encoder.Encode(samples, piece).Codes.ToArray());
    }
}
