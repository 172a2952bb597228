using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Gateway.Limits.Stores;
using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.UnitTests.Gateway.Limits;

public sealed class MemoryLimitStoreTest : LimitStoreContract
{
    private readonly FakeTimeProvider _time = new();

    public MemoryLimitStoreTest() => Store = new MemoryLimitStore(_time);

    private protected override ILimitStore Store { get; }

    private protected override Task PassAsync(Tenant tenant, TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }
}
