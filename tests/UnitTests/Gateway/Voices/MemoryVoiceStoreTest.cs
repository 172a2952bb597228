using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Voices;

namespace Qwen3Tts.UnitTests.Gateway.Voices;

public sealed class MemoryVoiceStoreTest : VoiceStoreContract, IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public MemoryVoiceStoreTest()
    {
        var services = new ServiceCollection();
        services.AddHybridCache().AddSerializer<ClipEmbedding, ClipEmbeddingSerializer>();
        _services = services.BuildServiceProvider();
        var share = new MemoryEmbeddingShare(new EmbeddingCache(_services.GetRequiredService<HybridCache>()), Options.Create(new VoicesOptions()));
        Share = share;
        Store = new MemoryVoiceStore(share);
    }

    private protected override IVoiceStore Store { get; }

    private protected override IEmbeddingShare Share { get; }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
