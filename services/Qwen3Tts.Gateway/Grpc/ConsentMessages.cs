using Google.Protobuf.WellKnownTypes;
using Qwen3Tts.Gateway.Consent;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>Consents on the wire.</summary>
internal static class ConsentMessages
{
    public static Wire.Consent Write(VoiceConsent consent, string? person, DateTimeOffset now, string tenant = "") => new()
    {
        Id = consent.Id,
        State = consent.StateAt(now) switch
        {
            ConsentState.Issued => Wire.ConsentState.Issued,
            ConsentState.Pending => Wire.ConsentState.Pending,
            ConsentState.Granted => Wire.ConsentState.Granted,
            ConsentState.Refused => Wire.ConsentState.Refused,
            ConsentState.Expired => Wire.ConsentState.Expired,
            _ => Wire.ConsentState.Revoked,
        },
        Language = consent.Language,
        IssuedAt = consent.Issued.ToTimestamp(),
        ExpiresAt = (consent.State is ConsentState.Issued ? consent.PhraseExpires : consent.Expires)?.ToTimestamp(),
        SpeakerVerified = consent.SpeakerVerified,
        PhraseVerified = consent.PhraseVerified,
        Remarks = { consent.Remarks },
        DecidedByOperator = consent.DecidedByOperator,
        Erased = consent.Key is null,
        Person = person ?? "",
        Tenant = tenant,
    };
}
