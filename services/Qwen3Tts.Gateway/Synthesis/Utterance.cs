using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Texts;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>One utterance, all but its words: everything is decided and exists.</summary>
/// <param name="Language">A language of the model, or "auto".</param>
/// <param name="Speaker">A speaker of the model, for custom voice.</param>
/// <param name="Voice">For the clone modes.</param>
/// <param name="Instruction">Empty for none.</param>
/// <param name="Watermark">What its mark says; null where it is not marked.</param>
internal sealed record Utterance(
    string Id,
    ModelDescription Model,
    SynthesisMode Mode,
    string Language,
    string? Speaker,
    VoiceUse? Voice,
    string Instruction,
    TextDelivery Delivery,
    SamplingOverrides Sampling,
    ulong Seed,
    AudioEncoding Encoding,
    DeliveryPurpose Purpose = DeliveryPurpose.Playback,
    WatermarkPayload? Watermark = null)
{
    /// <summary>Marks that the client asks for, besides those of its SSML document.</summary>
    public MarkKinds Marks { get; init; }

    /// <summary>It is not sent to a client, so that it needs no mark: what is made of it here must not be made of the mark too.</summary>
    public bool StaysInside { get; init; }

    public TextReading Reading { get; init; } = TextReading.Default;

    public SpeechManner Manner { get; init; } = SpeechManner.Plain;

    /// <summary>Where its text is cut, what follows is led on from what was before: see <see cref="LongTextOptions.LeadOn"/>.</summary>
    public bool LeadsOn { get; init; }

    /// <summary>Of the token generators that can say it; see <see cref="WorkerModel.Fingerprint"/>. Empty where that is not known.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>Which time it is gone on with; empty for the first call.</summary>
    public string Resumption { get; init; } = "";

    /// <summary>Samples that the client has already, from a call that broke off: they are made, but not sent again.</summary>
    public long Heard { get; init; }

    /// <summary>What the client can go on with at another Gateway; empty for none.</summary>
    public ReadOnlyMemory<byte> Token { get; init; }

    /// <summary>The same, at every Gateway, for utterances that begin alike: of which a worker keeps what the next begins with.</summary>
    public string Likeness => string.Join(
        '\n',
        Mode,
        Language,
        Speaker,
        Voice?.Voice switch
        {
            RegisteredVoice registered => registered.Id,
            OneOffVoice cloned => cloned.ClipDigest,
            { } shipped => shipped.Name,
            null => "",
        },
        Instruction);

    public bool IsInContext => Mode is SynthesisMode.CloneInContext;

    /// <summary>What is said in the reference clip, where the model is to read it; else empty.</summary>
    public string ReferenceTranscript => IsInContext ? Voice!.Voice.Transcript : "";
}
