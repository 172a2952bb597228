using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Blocking.Stores;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Tests.Redis;
using Qwen3Tts.UnitTests.Gateway.Voices;

namespace Qwen3Tts.UnitTests.Gateway.Blocking;

public sealed class RedisBlockedVoiceStoreTest(RedisServer server) : BlockedVoiceStoreContract, IClassFixture<RedisServer>, IAsyncDisposable
{
    private readonly RedisConnection _connection = new(
        Options.Create(new RedisOptions { Connection = server.Connection }), NullLoggerFactory.Instance, TimeProvider.System);

    private protected override IBlockedVoiceStore Store => new RedisBlockedVoiceStore(_connection);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
