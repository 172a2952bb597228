using Qwen3Tts.Audio.Preparation;

namespace Qwen3Tts.SpeakerEmbedding.Enrolment;

/// <summary>Tells apart what is made of the same clip by other code or other settings; the weights are told by the model's family.</summary>
internal static class EmbeddingRevision
{
    /// <summary>Raised whenever the same prepared samples would be embedded otherwise.</summary>
    private const int Encoder = 1;

    public static string Of(PreparationOptions preparation) => preparation.Enabled
        ? FormattableString.Invariant(
            $"{Encoder}.{ReferencePreparer.Revision} {preparation.TargetLoudness:R} {preparation.DenoiseBelow:R} {preparation.MaxReferenceSeconds:R} {preparation.MaxTranscribedSeconds:R} {preparation.MinSpeechSeconds:R}")
        : FormattableString.Invariant($"{Encoder}.0");
}
