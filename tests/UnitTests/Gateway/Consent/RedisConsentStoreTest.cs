using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Consent.Stores;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Tests.Redis;

namespace Qwen3Tts.UnitTests.Gateway.Consent;

public sealed class RedisConsentStoreTest(RedisServer server) : ConsentStoreContract, IClassFixture<RedisServer>, IAsyncDisposable
{
    private readonly RedisConnection _connection = new(
        Options.Create(new RedisOptions { Connection = server.Connection }), NullLoggerFactory.Instance, TimeProvider.System);

    private protected override IConsentStore Store => new RedisConsentStore(_connection);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
