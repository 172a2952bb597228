using Grpc.Core;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.ServiceDefaults.Draining;

/// <summary>Refuses new calls while the service drains, so that callers go to another replica.</summary>
internal sealed class DrainingGate(ServiceReadiness readiness, ServiceIdentity service) : CallGate
{
    protected override void Check(ServerCallContext context)
    {
        if (readiness.State is ReadinessState.Draining)
            throw SpeechException.Unavailable($"The service '{service.Name}' is stopping.");
    }
}
