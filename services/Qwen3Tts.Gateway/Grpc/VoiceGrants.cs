using Qwen3Tts.Gateway.Consent;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>On what ground a voice was made, for its owner.</summary>
internal static class VoiceGrants
{
    public static Wire.VoiceGrant Write(VoiceGrant grant, bool termsSuperseded) => new()
    {
        ConsentId = grant.ConsentId,
        Attested = grant.Attested,
        SpeakerVerified = grant.SpeakerVerified,
        PhraseVerified = grant.PhraseVerified,
        TermsVersion = grant.TermsVersion,
        TermsSuperseded = termsSuperseded,
        DesignModel = grant.Design?.Model ?? "",
    };
}
