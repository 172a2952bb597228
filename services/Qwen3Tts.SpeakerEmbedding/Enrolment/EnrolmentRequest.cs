namespace Qwen3Tts.SpeakerEmbedding.Enrolment;

/// <summary>What a clip is for.</summary>
/// <param name="WithCodes">Its codec frames are asked for too, for in-context cloning.</param>
/// <param name="Transcript">What is said in it; empty where that is not known.</param>
/// <param name="CompareHalves">Whether to look for a second speaker, which costs as much as embedding the clip once more.</param>
internal sealed record EnrolmentRequest(bool WithCodes, string Transcript, bool CompareHalves)
{
    /// <summary>No word of the clip may be lost.</summary>
    public bool Whole => WithCodes || Transcript is not "";
}
