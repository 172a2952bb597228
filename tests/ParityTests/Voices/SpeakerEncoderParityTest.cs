using Qwen3Tts.Audio.Mel;

namespace Qwen3Tts.ParityTests.Voices;

public sealed class SpeakerEncoderParityTest
{
    public static TheoryData<GoldenCase> Cases => [.. GoldenSet.Cases("speaker-")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void SpeakerEncoder_OfTheOfficialMel_GivesTheOfficialXVector(GoldenCase @case)
    {
        using var tensors = @case.Tensors();

        var xVector = Checkpoints.SpeakerEncoder(@case.Checkpoint).Encode(tensors.Floats("mel"), (int)tensors.Shape("mel")[0]);

        Differences.AssertRelative(@case, "embedding", tensors.Floats("embedding"), xVector);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void SpeakerEncoder_OfTheClip_GivesTheOfficialXVector(GoldenCase @case)
    {
        using var tensors = @case.Tensors();
        var encoder = Checkpoints.Open(@case.Checkpoint).Configuration.SpeakerEncoder!;
        var mel = new LogMelExtractor(new MelSettings(encoder.SampleRate, encoder.MelBands))
            .Extract(ReferenceClips.Read(@case, encoder.SampleRate));

        var xVector = Checkpoints.SpeakerEncoder(@case.Checkpoint).Encode(mel.Values, mel.Frames);

        Differences.AssertRelative(@case, "embedding from the clip", tensors.Floats("embedding"), xVector);
    }
}
