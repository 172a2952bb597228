namespace Qwen3Tts.ParityTests.Voices;

public sealed class SpeakerEncoderParityTest
{
    public static TheoryData<GoldenCase> Cases => [.. GoldenSet.Cases("speaker-")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void SpeakerEncoder_GoldenMel_GivesTheOfficialXVector(GoldenCase @case)
    {
        using var tensors = @case.Tensors();
        var mel = tensors.Floats("mel");

        var actual = Checkpoints.SpeakerEncoder(@case.Checkpoint).Encode(mel, (int)tensors.Shape("mel")[0]);

        Differences.AssertRelative(@case, "embedding", tensors.Floats("embedding"), actual);
    }
}
