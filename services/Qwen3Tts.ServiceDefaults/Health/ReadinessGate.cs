using Grpc.Core;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.ServiceDefaults.Health;

/// <summary>Refuses new calls while the service drains or its device is stuck, so that callers go to another replica.</summary>
internal sealed class ReadinessGate(ServiceReadiness readiness, ServiceIdentity service) : CallGate
{
    protected override void Check(ServerCallContext context)
    {
        switch (readiness.State)
        {
            case ReadinessState.Draining:
                throw SpeechException.Unavailable($"The service '{service.Name}' is stopping.");
            case ReadinessState.Stuck:
                throw SpeechException.Unavailable($"The device of the service '{service.Name}' does not work.");
        }
    }
}
