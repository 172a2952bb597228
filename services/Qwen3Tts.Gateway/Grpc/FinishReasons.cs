using Qwen3Tts.Gateway.Grpc.Workers;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>Why an utterance ended, on the wire.</summary>
internal static class FinishReasons
{
    /// <exception cref="SpeechException">Internal: the worker gave a reason that the contract does not have.</exception>
    public static FinishReason Read(Wire.FinishReason reason) => reason switch
    {
        Wire.FinishReason.Stop => FinishReason.Stop,
        Wire.FinishReason.Length => FinishReason.Length,
        Wire.FinishReason.Runaway => FinishReason.Runaway,
        Wire.FinishReason.Cancelled => FinishReason.Cancelled,
        _ => throw BrokenContract.Error(WorkerService.TokenGenerator, $"ended for the reason {reason:D}, which is not known"),
    };

    public static Wire.FinishReason Write(FinishReason reason) => reason switch
    {
        FinishReason.Stop => Wire.FinishReason.Stop,
        FinishReason.Length => Wire.FinishReason.Length,
        FinishReason.Runaway => Wire.FinishReason.Runaway,
        _ => Wire.FinishReason.Cancelled,
    };
}
