using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Gateway.Limits;
using Qwen3Tts.Gateway.Limits.Stores;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;

namespace Qwen3Tts.UnitTests.Gateway.Limits;

/// <summary>Two Gateways, what they share, and what they do while it is away.</summary>
public sealed class SharedLimitStoreTest : IDisposable
{
    private static readonly Tenant Acme = new("acme");
    private static readonly Allowance Two = new(2, "", 60, "");

    private readonly FakeTimeProvider _time = new();
    private readonly Measurements _measured = new(GatewayMetrics.Source);
    private readonly GatewayMetrics _metrics;
    private readonly Redis _redis;
    private readonly SharedLimitStore _one;
    private readonly SharedLimitStore _two;

    public SharedLimitStoreTest()
    {
        _metrics = new GatewayMetrics(_measured.Factory);
        _redis = new Redis(_time);
        (_one, _two) = (Gateway(), Gateway());
    }

    [Fact]
    public async Task Gateways_ShareALimit()
    {
        await _one.EnterAsync(Acme, Two, Call("a"));
        await _two.EnterAsync(Acme, Two, Call("b"));

        Assert.Equal(LimitKind.Utterances, (await _one.EnterAsync(Acme, Two, Call("c"))).Refused);
        Assert.Equal(3, _measured.Of("qwen3tts.gateway.limit_checks").Count());
    }

    [Fact]
    public async Task Redis_Away_EachGatewayGoesByWhatItHasItself_AndThatIncludesWhatItTookBefore()
    {
        await _one.EnterAsync(Acme, Two, Call("a"));
        _redis.IsAway = true;

        Assert.Null((await _one.EnterAsync(Acme, Two, Call("b"))).Refused);
        Assert.Equal(LimitKind.Utterances, (await _one.EnterAsync(Acme, Two, Call("c"))).Refused);
        Assert.Null((await _two.EnterAsync(Acme, Two, Call("d"))).Refused);
    }

    [Fact]
    public async Task Redis_Away_TextCountsAtTheGatewayThatGotIt()
    {
        await _one.CountAsync(Acme, Two, Call("a"), 60);
        _redis.IsAway = true;

        Assert.Equal(LimitKind.Characters, (await _one.EnterAsync(Acme, Two, Call("b"))).Refused);
        Assert.Null((await _two.EnterAsync(Acme, Two, Call("b"))).Refused);
    }

    [Fact]
    public async Task Redis_Away_IsTriedOnceInAWhile_SoThatNobodyElseWaitsForIt()
    {
        _redis.IsAway = true;
        await _one.EnterAsync(Acme, Two, Call("a"));
        await _one.EnterAsync(Acme, Two, Call("b"));
        await _one.LeaveAsync(Acme, Call("a"));
        Assert.Equal(1, _redis.Asked);

        _time.Advance(ILimitStore.RenewPeriod);
        await _one.EnterAsync(Acme, Two, Call("c"));
        await _one.EnterAsync(Acme, Two, Call("d"));

        Assert.Equal(2, _redis.Asked);
    }

    [Fact]
    public async Task Redis_BackAgain_HearsOfWhatIsOpen_AndIsGoneBy()
    {
        _redis.IsAway = true;
        await _one.EnterAsync(Acme, Two, Call("a"));
        await _one.EnterAsync(Acme, Two, Call("b"));
        _redis.IsAway = false;
        _time.Advance(ILimitStore.RenewPeriod);

        await _one.RenewAsync(Acme, [Call("a"), Call("b")]);

        Assert.Equal(new LimitAnswer(LimitKind.Utterances, 2, null, 0), await _two.EnterAsync(Acme, Two, Call("c")));
    }

    [Fact]
    public async Task Utterance_ThatWentOnAtAnotherGateway_IsToldAtTheRenewal()
    {
        await _one.EnterAsync(Acme, Two, Call("a", "before"));
        await _two.EnterAsync(Acme, Two, Call("a", "after"));

        Assert.Equal([Call("a", "before")], await _one.RenewAsync(Acme, [Call("a", "before")]));
        Assert.Empty(await _two.RenewAsync(Acme, [Call("a", "after")]));
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _measured.Dispose();
    }

    private static PermitHolder Call(string utterance, string call = "call") => new(utterance, call);

    private SharedLimitStore Gateway() => new(_redis, new MemoryLimitStore(_time), _metrics, _time, NullLogger<SharedLimitStore>.Instance);

    /// <summary>Counts as Redis does, and can go away.</summary>
    private sealed class Redis(TimeProvider time) : ILimitStore
    {
        private readonly MemoryLimitStore _store = new(time);

        public bool IsAway { get; set; }

        public int Asked { get; private set; }

        public ValueTask<LimitAnswer> EnterAsync(Tenant tenant, Allowance allowance, PermitHolder holder) =>
            Store().EnterAsync(tenant, allowance, holder);

        public ValueTask<IReadOnlyList<PermitHolder>> RenewAsync(Tenant tenant, IReadOnlyList<PermitHolder> holders) => Store().RenewAsync(tenant, holders);

        public ValueTask CountAsync(Tenant tenant, Allowance allowance, PermitHolder holder, int characters) =>
            Store().CountAsync(tenant, allowance, holder, characters);

        public ValueTask LeaveAsync(Tenant tenant, PermitHolder holder) => Store().LeaveAsync(tenant, holder);

        private MemoryLimitStore Store()
        {
            Asked++;
            // Also when it is full: no speech ends for that.
            return IsAway ? throw SpeechException.Exhausted("Redis is full.") : _store;
        }
    }
}
