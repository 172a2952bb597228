namespace Qwen3Tts.Speech.Voices;

/// <summary>What may be wrong with a reference clip.</summary>
public enum PreparationCode
{
    /// <summary>Nobody is heard to speak.</summary>
    NoSpeech,

    /// <summary>There is little speech to take a voice from.</summary>
    ShortSpeech,

    /// <summary>The clip is very quiet.</summary>
    Quiet,

    /// <summary>The recording was cut off at full scale.</summary>
    Clipped,

    /// <summary>Noise is near the level of the speech.</summary>
    Noisy,

    /// <summary>The sample rate leaves out the high frequencies of a voice.</summary>
    NarrowBand,

    /// <summary>The first half sounds like another person than the second.</summary>
    SeveralSpeakers,

    /// <summary>A clip whose words are known, so that it cannot be shortened, is too long.</summary>
    TooLong,

    /// <summary>The transcript says less or more than can have been said in the time.</summary>
    SpeakingRate,
}
