using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.Gateway.Grpc.Workers;

internal static class GenerateMessages
{
    public static Rpc.GenerateStart Start(Utterance utterance, PromptTokens prompt, VoiceCast voice, CodeFrames? made)
    {
        var start = new Rpc.GenerateStart
        {
            Model = utterance.Model.Name,
            UtteranceId = utterance.Id,
            Mode = ModelMessages.Mode(voice.Mode),
            Language = utterance.Language,
            Speaker = voice.Speaker ?? "",
            Reference = voice.Reference is { } codes ? FrameMessages.Write(codes, firstFrame: 0) : null,
            Prompt = new Rpc.PromptTokens
            {
                Role = { prompt.Role.Select(id => (uint)id) },
                Instruction = { prompt.Instruction.Select(id => (uint)id) },
                Reference = { prompt.Reference.Select(id => (uint)id) },
            },
            TextDelivery = utterance.Delivery is TextDelivery.Whole ? V1.TextDelivery.Whole : V1.TextDelivery.Streaming,
            Sampling = SamplingMessage(utterance.Sampling),
            Seed = utterance.Seed,
            Made = made is null ? null : FrameMessages.Write(made, firstFrame: 0),
        };
        if (voice.Embedding is { } embedding)
            start.XVector.AddRange(embedding.XVector);
        return start;
    }

    private static V1.Sampling SamplingMessage(SamplingOverrides sampling)
    {
        var message = new V1.Sampling();
        if (sampling.Temperature is { } temperature)
            message.Temperature = temperature;
        if (sampling.TopK is { } topK)
            message.TopK = topK;
        if (sampling.TopP is { } topP)
            message.TopP = topP;
        if (sampling.RepetitionPenalty is { } repetitionPenalty)
            message.RepetitionPenalty = repetitionPenalty;
        if (sampling.PredictorTemperature is { } predictorTemperature)
            message.PredictorTemperature = predictorTemperature;
        if (sampling.PredictorTopK is { } predictorTopK)
            message.PredictorTopK = predictorTopK;
        if (sampling.PredictorTopP is { } predictorTopP)
            message.PredictorTopP = predictorTopP;
        if (sampling.MaxFrames is { } maxFrames)
            message.MaxFrames = maxFrames;
        return message;
    }
}
