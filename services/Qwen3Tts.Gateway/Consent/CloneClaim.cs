using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.Gateway.Consent;

/// <summary>What a caller brings for making a voice from a clip.</summary>
/// <param name="ConsentId">Empty for none.</param>
/// <param name="AcceptedTerms">Version of the operator's terms that the caller accepts; empty for none.</param>
internal sealed record CloneClaim(Caller Caller, string ConsentId = "", string AcceptedTerms = "")
{
    /// <summary>For a reference that a model of this fleet spoke, so that it is nobody's voice; null for a clip that came from outside.</summary>
    public VoiceDesign? Design { get; init; }

    /// <summary>Metadata or header of protocols that have no field for a consent.</summary>
    public const string ConsentMetadata = "x-qwen3tts-consent";

    /// <summary>The same for the terms.</summary>
    public const string TermsMetadata = "x-qwen3tts-terms";
}
