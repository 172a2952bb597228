using Qwen3Tts.Gateway.Blocking.Stores;

namespace Qwen3Tts.UnitTests.Gateway.Blocking;

public sealed class MemoryBlockedVoiceStoreTest : BlockedVoiceStoreContract
{
    private protected override IBlockedVoiceStore Store { get; } = new MemoryBlockedVoiceStore();
}
