using Google.Protobuf;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Resumption;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Prosody;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>An utterance's start on the wire.</summary>
internal static class SynthesizeMessages
{
    /// <param name="maxClipBytes">The largest clip to clone.</param>
    /// <exception cref="SpeechException">Invalid: a value is not one that the contract has. Exhausted: the clip is too large.</exception>
    public static SynthesisRequest Read(Wire.SynthesizeStart start, int maxClipBytes) => new()
    {
        Model = Given(start.Model),
        Mode = start.Mode switch
        {
            Wire.Mode.Unspecified => null,
            Wire.Mode.CloneXVector => SynthesisMode.CloneXVector,
            Wire.Mode.CloneInContext => SynthesisMode.CloneInContext,
            Wire.Mode.CustomVoice => SynthesisMode.CustomVoice,
            Wire.Mode.VoiceDesign => SynthesisMode.VoiceDesign,
            _ => throw Unknown("mode", start.Mode),
        },
        Voice = Given(start.Voice),
        Clip = start.OneOffClone is { } clone
            ? new ClipRequest(ClipBytes.Whole(clone.Clip, maxClipBytes), clone.Transcript, clone.ConsentId, clone.AcceptedTerms)
            : null,
        Language = Given(start.Language),
        Instruction = Given(start.Instruction),
        Delivery = start.TextDelivery switch
        {
            Wire.TextDelivery.Unspecified => null,
            Wire.TextDelivery.Streaming => TextDelivery.Streaming,
            Wire.TextDelivery.Whole => TextDelivery.Whole,
            _ => throw Unknown("text_delivery", start.TextDelivery),
        },
        Sampling = Read(start.Sampling ?? new Wire.Sampling()).Checked(),
        Seed = start.HasSeed ? start.Seed : null,
        Encoding = start.AudioEncoding switch
        {
            Wire.AudioEncoding.Unspecified or Wire.AudioEncoding.PcmS16Le => AudioEncoding.PcmS16,
            Wire.AudioEncoding.PcmF32Le => AudioEncoding.PcmF32,
            _ => throw Unknown("audio_encoding", start.AudioEncoding),
        },
        Purpose = start.Delivery switch
        {
            Wire.Delivery.Unspecified or Wire.Delivery.Playback => DeliveryPurpose.Playback,
            Wire.Delivery.File => DeliveryPurpose.File,
            _ => throw Unknown("delivery", start.Delivery),
        },
        Marks = start.Marks.Aggregate(MarkKinds.None, (kinds, kind) => kinds | kind switch
        {
            Wire.SpeechMarkKind.Unspecified => MarkKinds.None,
            Wire.SpeechMarkKind.Word => MarkKinds.Words,
            Wire.SpeechMarkKind.Sentence => MarkKinds.Sentences,
            _ => throw Unknown("marks", kind),
        }),
        Reading = TextMessages.Read(start.TextNormalization, start.Emoji, start.Lexicon),
        Manner = new SpeechManner(
            start.InputType switch
            {
                Wire.InputType.Unspecified or Wire.InputType.Text or Wire.InputType.TextWithPauses => false,
                Wire.InputType.Ssml => true,
                _ => throw Unknown("input_type", start.InputType),
            },
            Read(start.Prosody),
            start.Style,
            start.StylePolicy switch
            {
                Wire.StylePolicy.Unspecified or Wire.StylePolicy.Approximate => false,
                Wire.StylePolicy.Refuse => true,
                _ => throw Unknown("style_policy", start.StylePolicy),
            })
        {
            MarksPauses = start.InputType is Wire.InputType.TextWithPauses,
        },
    };

    /// <exception cref="SpeechException">Invalid: a value is out of its range.</exception>
    public static ResumeRequest Read(Wire.SynthesizeResume resume) => resume.SamplesReceived <= int.MaxValue
        ? new ResumeRequest(resume.UtteranceToken.Memory, (long)resume.SamplesReceived)
        : throw SpeechException.Invalid($"resume.samples_received is {resume.SamplesReceived}; no utterance has more than {int.MaxValue}.");

    /// <exception cref="SpeechException">Invalid: a value is out of its range.</exception>
    public static ProsodySettings Read(Wire.Prosody? prosody)
    {
        if (prosody is null)
            return ProsodySettings.Neutral;
        return new ProsodySettings(
            Within("rate", prosody.HasRate ? prosody.Rate : 1, ProsodySettings.MinRate, ProsodySettings.MaxRate),
            Within("pitch_semitones", prosody.PitchSemitones, -ProsodySettings.MaxSemitones, ProsodySettings.MaxSemitones),
            Within("volume_db", prosody.VolumeDb, ProsodySettings.MinDecibels, ProsodySettings.MaxDecibels));
    }

    public static Wire.SynthesizeStarted Started(Utterance utterance) => new()
    {
        UtteranceId = utterance.Id,
        Model = utterance.Model.Name,
        Mode = ModelMessages.Mode(utterance.Mode),
        Seed = utterance.Seed,
        SampleRateHz = (uint)utterance.Model.Codec.SampleRate,
        AudioEncoding = utterance.Encoding is AudioEncoding.PcmF32 ? Wire.AudioEncoding.PcmF32Le : Wire.AudioEncoding.PcmS16Le,
        Codec = ModelMessages.Write(utterance.Model.Codec),
        Watermarked = utterance.Watermark is not null,
        WatermarkPayload = utterance.Watermark?.ToString() ?? "",
        Grant = utterance.Voice?.Voice is OneOffVoice cloned ? VoiceGrants.Write(cloned.Grant, termsSuperseded: false) : null,
        UtteranceToken = UnsafeByteOperations.UnsafeWrap(utterance.Token),
    };

    public static Wire.SpeechMark Write(SpokenMark mark) => new()
    {
        Name = mark.Place.Name,
        Sample = (ulong)mark.Sample,
        Estimated = mark.IsEstimated,
        Kind = mark.Place.Kind switch
        {
            MarkKinds.Words => Wire.SpeechMarkKind.Word,
            MarkKinds.Sentences => Wire.SpeechMarkKind.Sentence,
            _ => Wire.SpeechMarkKind.Unspecified,
        },
        TextStart = (uint)mark.Place.TextStart,
        TextLength = (uint)mark.Place.TextLength,
    };

    private static SamplingOverrides Read(Wire.Sampling sampling) => new()
    {
        Temperature = sampling.HasTemperature ? sampling.Temperature : null,
        TopK = sampling.HasTopK ? sampling.TopK : null,
        TopP = sampling.HasTopP ? sampling.TopP : null,
        RepetitionPenalty = sampling.HasRepetitionPenalty ? sampling.RepetitionPenalty : null,
        PredictorTemperature = sampling.HasPredictorTemperature ? sampling.PredictorTemperature : null,
        PredictorTopK = sampling.HasPredictorTopK ? sampling.PredictorTopK : null,
        PredictorTopP = sampling.HasPredictorTopP ? sampling.PredictorTopP : null,
        MaxFrames = sampling.HasMaxFrames ? sampling.MaxFrames : null,
    };

    private static double Within(string name, double value, double least, double most) => value >= least && value <= most
        ? value
        : throw SpeechException.Invalid(FormattableString.Invariant($"prosody.{name} is {value}; it must be {least} to {most}."));

    private static string? Given(string value) => value.Length is 0 ? null : value;

    private static SpeechException Unknown<T>(string field, T value)
        where T : struct, Enum =>
        SpeechException.Invalid($"{field} has no value {value:D}. Values: {string.Join(", ", Enum.GetValues<T>().Select(known => $"{known:D} ({known})"))}.");
}
