using Grpc.Core;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.ServiceDefaults.Security;

/// <summary>Lets only calls pass that carry the fleet's credential.</summary>
internal sealed class CredentialGate(FleetCredential credential) : CallGate
{
    protected override void Check(ServerCallContext context)
    {
        if (!credential.Matches(context.RequestHeaders.GetValue(FleetCredential.Key)))
        {
            throw new SpeechException(
                SpeechErrorKind.Unauthenticated,
                $"This service answers only its fleet: metadata '{FleetCredential.Key}' must be the service's {FleetOptions.Section}:{nameof(FleetOptions.Credential)}.");
        }
    }
}
