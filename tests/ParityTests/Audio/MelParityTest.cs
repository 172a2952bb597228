using Qwen3Tts.Audio.Mel;
using Qwen3Tts.ParityTests.Voices;

namespace Qwen3Tts.ParityTests.Audio;

public sealed class MelParityTest
{
    public static TheoryData<GoldenCase> Cases => [.. GoldenSet.Cases("speaker-")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void LogMel_OfAReferenceClip_IsTheOfficialOne(GoldenCase @case)
    {
        using var tensors = @case.Tensors();
        var encoder = Checkpoints.Open(@case.Checkpoint).Configuration.SpeakerEncoder!;

        var mel = new LogMelExtractor(new MelSettings(encoder.SampleRate, encoder.MelBands))
            .Extract(ReferenceClips.Read(@case, encoder.SampleRate));

        Assert.Equal<long>([mel.Frames, mel.Bands], tensors.Shape("mel"));
        Differences.AssertLogMel(@case, "mel", tensors.Floats("mel"), mel.Values, mel.Bands);
    }
}
