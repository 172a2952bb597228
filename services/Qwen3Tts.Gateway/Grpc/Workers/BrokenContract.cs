using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Grpc.Workers;

/// <summary>A worker that does not keep to its contract: a fault of ours.</summary>
internal static class BrokenContract
{
    public static SpeechException Error(WorkerService service, string what) =>
        new(SpeechErrorKind.Internal, $"The service '{service.Name()}' broke its contract: it {what}.");
}
