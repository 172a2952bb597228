namespace Qwen3Tts.Gateway.Consent;

/// <summary>A consent as it is stored. Name, phrase, recordings and voiceprint are readable with its own key only.</summary>
internal sealed record VoiceConsent
{
    /// <summary>32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Raised by every change, so that two at a time do not overwrite each other.</summary>
    public int Revision { get; init; }

    public required ConsentState State { get; init; }

    /// <summary>Of the phrase, such as <c>en</c>.</summary>
    public required string Language { get; init; }

    public required DateTimeOffset Issued { get; init; }

    public required DateTimeOffset PhraseExpires { get; init; }

    /// <summary>When a granted consent ends.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Its key, wrapped by the operator's; null once it was erased.</summary>
    public byte[]? Key { get; init; }

    /// <summary>Name and phrase, sealed; null once it was erased.</summary>
    public byte[]? Personal { get; init; }

    /// <summary>The recording's x-vector, sealed.</summary>
    public byte[]? Voiceprint { get; init; }

    /// <summary>The encoder that made <see cref="Voiceprint"/>.</summary>
    public string VoiceprintFamily { get; init; } = "";

    /// <summary>Digests with the consent's key, so that they tell nothing once that is gone.</summary>
    public string RecordingDigest { get; init; } = "";

    public string SampleDigest { get; init; } = "";

    public bool SpeakerVerified { get; init; }

    public bool PhraseVerified { get; init; }

    /// <summary>What could not be verified or why it was refused; each a sentence without personal parts.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    public bool DecidedByOperator { get; init; }

    public ConsentState StateAt(DateTimeOffset now) => State switch
    {
        ConsentState.Issued when PhraseExpires <= now => ConsentState.Expired,
        ConsentState.Granted when Expires <= now => ConsentState.Expired,
        _ => State,
    };
}
