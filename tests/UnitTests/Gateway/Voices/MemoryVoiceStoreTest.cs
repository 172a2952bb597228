using Qwen3Tts.Gateway.Voices;

namespace Qwen3Tts.UnitTests.Gateway.Voices;

public sealed class MemoryVoiceStoreTest : VoiceStoreContract
{
    private protected override IVoiceStore Store { get; } = new MemoryVoiceStore();
}
