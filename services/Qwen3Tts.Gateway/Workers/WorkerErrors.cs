using Grpc.Core;
using Qwen3Tts.ServiceDefaults.Errors;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>What a worker's error means to the Gateway's caller.</summary>
internal static class WorkerErrors
{
    /// <summary>The error of a call that the Gateway has not cancelled itself.</summary>
    public static SpeechException Translate(RpcException error, WorkerService service)
    {
        var speech = RpcErrors.ToSpeech(error, service.Name());

        // Between the Gateway and a worker: the caller neither cancelled nor lacks a credential.
        return speech.Kind is SpeechErrorKind.Cancelled or SpeechErrorKind.Unauthenticated or SpeechErrorKind.Denied
            ? NotThere(error, service)
            : speech;
    }

    /// <summary>The error of a worker that does not say what it serves.</summary>
    public static SpeechException NotThere(RpcException error, WorkerService service)
    {
        var speech = RpcErrors.ToSpeech(error, service.Name());
        return speech.Kind is SpeechErrorKind.Unavailable
            ? speech
            : new SpeechException(
                SpeechErrorKind.Unavailable,
                $"The service '{service.Name()}' is not available: it answered {error.StatusCode}: {error.Status.Detail}",
                error);
    }
}
