using Google.Protobuf;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Cli.Client;

/// <summary>The public wire types, in and out.</summary>
internal static class WireMapping
{
    public static V1.SynthesizeRequest ToWire(this SpeechRequest request)
    {
        var start = new V1.SynthesizeStart
        {
            Model = request.Model ?? "",
            Mode = ToWire(request.Mode),
            Voice = request.Voice ?? "",
            Language = request.Language ?? "",
            Instruction = request.Instruction ?? "",
            TextDelivery = request.Delivery switch
            {
                TextDelivery.Streaming => V1.TextDelivery.Streaming,
                TextDelivery.Whole => V1.TextDelivery.Whole,
                _ => V1.TextDelivery.Unspecified,
            },
            Sampling = ToSampling(request),
            AudioEncoding = V1.AudioEncoding.PcmS16Le,
            Delivery = request.ToFile ? V1.Delivery.File : V1.Delivery.Unspecified,
            InputType = request.Ssml ? V1.InputType.Ssml : request.MarksPauses ? V1.InputType.TextWithPauses : V1.InputType.Unspecified,
            Prosody = ToProsody(request),
            Style = request.Style ?? "",
            TextNormalization = request.Text.ToNormalization(),
            Emoji = request.Text.ToEmoji(),
            Lexicon = { request.Text.Lexicon.Select(line => line.ToWire()) },
        };
        if (request.Seed is { } seed)
            start.Seed = seed;
        if (request.TimesWords)
            start.Marks.AddRange([V1.SpeechMarkKind.Word, V1.SpeechMarkKind.Sentence]);
        if (request.Clip is { } clip)
        {
            start.OneOffClone = new V1.OneOffClone
            {
                Clip = UnsafeByteOperations.UnsafeWrap(clip.File),
                Transcript = clip.Transcript ?? "",
                ConsentId = clip.Ground.ConsentId ?? "",
                AcceptedTerms = clip.Ground.AcceptedTerms ?? "",
            };
        }

        return new V1.SynthesizeRequest { Start = start };
    }

    /// <returns>Null for a message that this client does not know; later fleets may send such.</returns>
    public static SpeechEvent? ToEvent(this V1.SynthesizeResponse response) => response.MessageCase switch
    {
        V1.SynthesizeResponse.MessageOneofCase.Started => ToStarted(response.Started),
        V1.SynthesizeResponse.MessageOneofCase.Audio => new SpeechEvent.Audio(response.Audio.Pcm.Memory),
        V1.SynthesizeResponse.MessageOneofCase.Finished => new SpeechEvent.Finished(
            response.Finished.Reason switch
            {
                V1.FinishReason.Length => FinishReason.Length,
                V1.FinishReason.Runaway => FinishReason.Runaway,
                V1.FinishReason.Cancelled => FinishReason.Cancelled,
                _ => FinishReason.Stop,
            },
            (long)response.Finished.Frames,
            (long)response.Finished.Samples),
        V1.SynthesizeResponse.MessageOneofCase.Mark => new SpeechEvent.Mark(
            response.Mark.Name, (long)response.Mark.Sample, response.Mark.Estimated)
        {
            Kind = response.Mark.Kind switch
            {
                V1.SpeechMarkKind.Word => MarkKind.Word,
                V1.SpeechMarkKind.Sentence => MarkKind.Sentence,
                _ => MarkKind.Ssml,
            },
            TextStart = (int)response.Mark.TextStart,
            TextLength = (int)response.Mark.TextLength,
        },
        V1.SynthesizeResponse.MessageOneofCase.Warning => new SpeechEvent.Warning(response.Warning.Message),
        _ => null,
    };

    public static ServedModel ToModel(this V1.Model model) => new(
        model.Name,
        model.Type,
        [.. model.Modes.Select(ToMode).OfType<SynthesisMode>()],
        [.. model.Languages],
        [.. model.Speakers],
        model.TakesInstruction,
        model.Codec is { } codec
            ? new CodecFormat(codec.Name, (int)codec.Groups, (int)codec.CodebookSize, (int)codec.SampleRateHz, (int)codec.SamplesPerFrame)
            : null);

    public static ServedVoice ToVoice(this V1.Voice voice) => new(
        voice.Name,
        voice.BuiltIn,
        [.. voice.Models],
        voice.HasTranscript,
        voice.ClipSeconds,
        voice.Description,
        voice.HasWordErrorRateStreaming ? voice.WordErrorRateStreaming : null,
        voice.HasWordErrorRateWhole ? voice.WordErrorRateWhole : null)
    {
        Warnings = [.. voice.Preparation?.Findings.Select(finding => finding.Message) ?? []],
    };

    public static ClipReport ToReport(this V1.ValidateClipResponse response)
    {
        var found = response.Preparation ?? new V1.PreparationReport();
        return new ClipReport(
            response.Accepted,
            found.ClipSeconds,
            found.PreparedSeconds,
            found.SpeechSeconds,
            found.LoudnessLufs,
            found.SnrDb,
            found.ClippedShare,
            found.HasHalvesSimilarity ? found.HalvesSimilarity : null,
            found.HasSyllablesPerSecond ? found.SyllablesPerSecond : null)
        {
            Errors = [.. found.Findings.Where(finding => finding.IsError).Select(finding => finding.Message)],
            Warnings = [.. found.Findings.Where(finding => !finding.IsError).Select(finding => finding.Message)],
        };
    }

    private static SpeechEvent.Started ToStarted(V1.SynthesizeStarted started)
    {
        if (started.AudioEncoding is not (V1.AudioEncoding.PcmS16Le or V1.AudioEncoding.Unspecified) || started.SampleRateHz is 0)
        {
            throw new SpeechException(
                SpeechErrorKind.Internal,
                $"The fleet answered with audio of {started.SampleRateHz} Hz in encoding {started.AudioEncoding}; 16-bit PCM was asked for.");
        }

        return new SpeechEvent.Started(started.Model, ToMode(started.Mode), started.Seed, (int)started.SampleRateHz);
    }

    private static V1.Prosody? ToProsody(SpeechRequest request)
    {
        if (request is { Rate: null, Pitch: null, Volume: null })
            return null;
        var prosody = new V1.Prosody();
        if (request.Rate is { } rate)
            prosody.Rate = rate;
        if (request.Pitch is { } pitch)
            prosody.PitchSemitones = pitch;
        if (request.Volume is { } volume)
            prosody.VolumeDb = volume;
        return prosody;
    }

    private static V1.Sampling ToSampling(SpeechRequest request)
    {
        var sampling = new V1.Sampling();
        if (request.Temperature is { } temperature)
            (sampling.Temperature, sampling.PredictorTemperature) = (temperature, temperature);
        if (request.TopK is { } topK)
            (sampling.TopK, sampling.PredictorTopK) = (topK, topK);
        if (request.TopP is { } topP)
            (sampling.TopP, sampling.PredictorTopP) = (topP, topP);
        return sampling;
    }

    private static V1.Mode ToWire(SynthesisMode? mode) => mode switch
    {
        SynthesisMode.CloneXVector => V1.Mode.CloneXVector,
        SynthesisMode.CloneInContext => V1.Mode.CloneInContext,
        SynthesisMode.CustomVoice => V1.Mode.CustomVoice,
        SynthesisMode.VoiceDesign => V1.Mode.VoiceDesign,
        _ => V1.Mode.Unspecified,
    };

    private static SynthesisMode? ToMode(V1.Mode mode) => mode switch
    {
        V1.Mode.CloneXVector => SynthesisMode.CloneXVector,
        V1.Mode.CloneInContext => SynthesisMode.CloneInContext,
        V1.Mode.CustomVoice => SynthesisMode.CustomVoice,
        V1.Mode.VoiceDesign => SynthesisMode.VoiceDesign,
        _ => null,
    };
}
