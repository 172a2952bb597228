using Qwen3Tts.Gateway.Consent.Stores;

namespace Qwen3Tts.UnitTests.Gateway.Consent;

public sealed class MemoryConsentStoreTest : ConsentStoreContract
{
    private protected override IConsentStore Store { get; } = new MemoryConsentStore();
}
