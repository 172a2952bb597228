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
        Differences.AssertCodes(@case, "codes", tensors.Integers("codes"), frames.Codes);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void CodecEncoder_InPiecesOfAnySize_GivesTheOfficialCodes(GoldenCase @case)
    {
        using var tensors = @case.Tensors();
        var encoder = Checkpoints.Encoder(@case.Checkpoint);
        var samples = ReferenceClips.Read(@case, encoder.Format.SampleRate);

        foreach (var piece in new[] { 1, 2, 7, 25 })
            Differences.AssertCodes(@case, $"codes, {piece} positions at a time", tensors.Integers("codes"), encoder.Encode(samples, piece).Codes);
    }
}
