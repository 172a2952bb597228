using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Tenants;

/// <summary>Decides whom a request is served for, from its connection and never from its body.</summary>
internal interface ITenantResolver
{
    /// <exception cref="SpeechException">Unauthenticated: no key, or one that is not known.</exception>
    Caller Resolve(CallerCredentials caller);
}
