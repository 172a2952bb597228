namespace Qwen3Tts.Gateway.Consent;

/// <summary>What hears whether a recording says the phrase.</summary>
public enum PhraseVerifierKind
{
    /// <summary>Nothing: the operator listens.</summary>
    None,

    /// <summary>A transcription endpoint that speaks OpenAI's protocol.</summary>
    Transcription,

    /// <summary>pocketsphinx on this machine; English only.</summary>
    Pocketsphinx,
}
