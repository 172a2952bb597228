using Qwen3Tts.SpeakerEmbedding.Embedding;
using Qwen3Tts.SpeakerEmbedding.Enrolment;
using Wire = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.SpeakerEmbedding.Grpc;

/// <summary>Voices and models onto the wire.</summary>
internal static class VoiceMessages
{
    public static Wire.EmbedResponse ToWire(Enrolled made, double clipSeconds)
    {
        var response = new Wire.EmbedResponse { XVector = { made.Embedding.XVector }, ClipSeconds = clipSeconds };
        if (made.Report is { } report)
            response.Report = EnrolmentMessages.ToWire(report);
        if (made.Embedding.ReferenceCodes is { } frames)
        {
            response.Codes = new Wire.CodeFrames();
            response.Codes.Codes.Capacity = frames.Codes.Length;
            foreach (var code in frames.Codes)
                response.Codes.Codes.Add((uint)code);
        }

        return response;
    }

    public static Wire.SpeakerEncoderModel ToWire(ServedModel model, string revision)
    {
        var wire = Describe(model, revision);
        if (model.Accuracy is { } accuracy)
        {
            wire.Accuracy = new Wire.SpeakerAccuracy
            {
                EqualErrorRate = accuracy.EqualErrorRate,
                Threshold = accuracy.Threshold,
                Speakers = (uint)accuracy.Speakers,
                SamePairs = (uint)accuracy.SamePairs,
                DifferentPairs = (uint)accuracy.DifferentPairs,
            };
        }

        return wire;
    }

    private static Wire.SpeakerEncoderModel Describe(ServedModel model, string revision) => new()
    {
        Model = model.Name,
        Family = model.Family,
        XVectorSize = (uint)model.Encoder.XVectorSize,
        Voices = { model.Voices.Select(ToWire) },
        Revision = revision,
    };

    private static Wire.BuiltInVoice ToWire(ServedVoice voice)
    {
        var wire = new Wire.BuiltInVoice
        {
            Name = voice.Description.Name,
            Description = voice.Description.Description,
            Transcript = voice.Description.Transcript,
            ClipSeconds = voice.Clip.Seconds,
        };
        if (voice.Description.WordErrorRateStreaming is { } streaming)
            wire.WordErrorRateStreaming = streaming;
        if (voice.Description.WordErrorRateWhole is { } whole)
            wire.WordErrorRateWhole = whole;
        return wire;
    }
}
