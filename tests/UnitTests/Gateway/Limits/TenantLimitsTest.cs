using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Gateway.Admission;
using Qwen3Tts.Gateway.Limits;
using Qwen3Tts.Gateway.Limits.Stores;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.ServiceDefaults.Settings;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;

namespace Qwen3Tts.UnitTests.Gateway.Limits;

public sealed class TenantLimitsTest : IDisposable
{
    private static readonly Tenant Shop = new("shop");

    private readonly Measurements _measured = new(GatewayMetrics.Source);
    private readonly GatewayMetrics _metrics;
    private readonly Watched _store = new();

    public TenantLimitsTest() => _metrics = new GatewayMetrics(_measured.Factory);

    [Fact]
    public async Task Refusal_NamesTheLimitTheTenantAndTheSetting_AndWhenToTryAgain()
    {
        var limits = Limits(new LimitOptions
        {
            MaxUtterances = 9, Tenants = [new TenantLimit { Tenant = "other" }, new TenantLimit { Tenant = "shop", MaxUtterances = 1 }],
        });
        await using var permit = await limits.EnterAsync(Shop, "a");

        var error = await Assert.ThrowsAsync<SpeechException>(async () => await limits.EnterAsync(Shop, "b"));

        Assert.Equal((SpeechErrorKind.Exhausted, TimeSpan.FromSeconds(7)), (error.Kind, error.RetryAfter));
        Assert.Equal("The tenant 'shop' has 1 utterances open, and Limits:Tenants:1:MaxUtterances is 1; try again later.", error.Message);
        Assert.Equal([1.0], _measured.Of("qwen3tts.gateway.limit_refusals"));
    }

    [Fact]
    public async Task Refusal_ForText_SaysWhenThereIsSomeAgain()
    {
        var limits = Limits(new LimitOptions { CharactersPerMinute = 60 });
        await using (var permit = await limits.EnterAsync(Shop, "a"))
        {
            permit.Came(new string('a', 50));
            permit.Came(new string('a', 20));
        }

        var error = await Assert.ThrowsAsync<SpeechException>(async () => await limits.EnterAsync(Shop, "b"));

        Assert.Equal((SpeechErrorKind.Exhausted, TimeSpan.FromSeconds(11)), (error.Kind, error.RetryAfter));
        Assert.Equal(
            "The tenant 'shop' has used up its text for now: Limits:CharactersPerMinute is 60; try again in 11.0 s.", error.Message);
        Assert.Equal(70, _measured.Of("qwen3tts.gateway.tenant_characters").Sum());
    }

    [Fact]
    public async Task Tenant_WithoutALimit_AsksNobody()
    {
        var limits = Limits(new LimitOptions { MaxUtterances = 1, CharactersPerMinute = 1, Tenants = [new TenantLimit { Tenant = "shop", MaxUtterances = 0, CharactersPerMinute = 0 }] });
        await using (var one = await limits.EnterAsync(Shop, "a"))
        await using (var two = await limits.EnterAsync(Shop, "b"))
        {
            one.Came("text");
            await limits.RenewAsync();
            Assert.Equal(2, _measured.Of("qwen3tts.gateway.tenant_utterances").Sum());
        }

        Assert.Empty(_store.Asked);
        Assert.Equal(0, _measured.Of("qwen3tts.gateway.tenant_utterances").Sum());
    }

    [Fact]
    public async Task Permit_IsGivenBackOnce_AndRenewedUntilThen()
    {
        var limits = Limits(new LimitOptions { MaxUtterances = 1 });
        var permit = await limits.EnterAsync(Shop, "a");
        _store.Time.Advance(ILimitStore.Lease - TimeSpan.FromSeconds(1));
        await limits.RenewAsync();
        _store.Time.Advance(ILimitStore.Lease - TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<SpeechException>(async () => await limits.EnterAsync(Shop, "b"));

        await permit.DisposeAsync();
        await permit.DisposeAsync();

        await using var next = await limits.EnterAsync(Shop, "b");
        await limits.RenewAsync();
        Assert.Equal(["enter", "renew", "enter", "leave", "enter", "renew"], _store.Asked);
    }

    [Fact]
    public async Task Permit_GivenBackWhileItIsRenewed_IsGone()
    {
        var limits = Limits(new LimitOptions { MaxUtterances = 1 });
        var permit = await limits.EnterAsync(Shop, "a");
        _store.BeforeRenewal = () => permit.DisposeAsync().AsTask();

        await limits.RenewAsync();

        await using var next = await limits.EnterAsync(Shop, "b");
    }

    [Fact]
    public async Task Text_ThatComesWhileTheAnswerIsWaitedFor_IsCountedTogether()
    {
        var limits = Limits(new LimitOptions { CharactersPerMinute = 1000 });
        var permit = await limits.EnterAsync(Shop, "a");
        _store.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        permit.Came("one");
        await _store.Held.Task.WaitAsync(TestContext.Current.CancellationToken);

        permit.Came("and");
        permit.Came("more");
        _store.Hold.SetResult();
        await permit.DisposeAsync();

        Assert.Equal([3, 7], _store.Counted);
    }

    [Fact]
    public async Task Utterance_ThatGoesOnInAnotherCall_CountsItsTextOnce_AndEndsTheCallBefore()
    {
        var limits = Limits(new LimitOptions { MaxUtterances = 1, CharactersPerMinute = 1000 });
        await using var before = await limits.EnterAsync(Shop, "a");
        before.Came("twelve chars");
        await using var after = await limits.EnterAsync(Shop, "a");
        await limits.RenewAsync();

        Assert.Equal((true, false), (before.TakenOver.IsCancellationRequested, after.TakenOver.IsCancellationRequested));
    }

    [Fact]
    public async Task Calls_ThatSayNothing_AreNotMoreThanTwiceTheUtterances()
    {
        var limits = Limits(new LimitOptions { MaxUtterances = 1 });
        using var one = limits.Knock(Shop);
        using (limits.Knock(Shop))
        {
            var error = Assert.Throws<SpeechException>(() => limits.Knock(Shop));
            Assert.Equal("The tenant 'shop' has 2 calls open here, and Limits:MaxUtterances is 1; try again later.", error.Message);
            using var other = limits.Knock(Tenant.Local);
        }

        using var two = limits.Knock(Shop);
        Assert.Empty(_store.Asked);
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("a b", 1, "'a b' is no tenant")]
    [InlineData("shop", -1, "must be 0 (no limit) or more")]
    public void Options_ThatAreWrong_SayWhichOne(string tenant, int most, string message)
    {
        var options = new LimitOptions { Tenants = [new TenantLimit { Tenant = tenant, MaxUtterances = most }] };

        var problem = Assert.Single(options.Validate(new System.ComponentModel.DataAnnotations.ValidationContext(options)));

        Assert.Contains(message, problem.ErrorMessage, StringComparison.Ordinal);
        Assert.StartsWith("Tenants:0:", problem.MemberNames.Single(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _measured.Dispose();
    }

    private TenantLimits Limits(LimitOptions options) => new(
        new LiveOptions<LimitOptions>(options), Options.Create(new AdmissionOptions { RetryAfter = TimeSpan.FromSeconds(7) }), new LiveOptions<TenantOptions>(new TenantOptions()), _store, _metrics);

    /// <summary>A store that tells what it was asked.</summary>
    private sealed class Watched : ILimitStore
    {
        private readonly MemoryLimitStore _store;

        public Watched() => _store = new MemoryLimitStore(Time);

        public FakeTimeProvider Time { get; } = new();

        public List<string> Asked { get; } = [];

        public List<int> Counted { get; } = [];

        public TaskCompletionSource? Hold { get; set; }

        public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<LimitAnswer> EnterAsync(Tenant tenant, Allowance allowance, PermitHolder holder)
        {
            Asked.Add("enter");
            return _store.EnterAsync(tenant, allowance, holder);
        }

        public async ValueTask<IReadOnlyList<PermitHolder>> RenewAsync(Tenant tenant, IReadOnlyList<PermitHolder> holders)
        {
            Asked.Add("renew");
            await BeforeRenewal();
            return await _store.RenewAsync(tenant, holders);
        }

        /// <summary>What happens when it is asked to renew, before it does.</summary>
        public Func<Task> BeforeRenewal { get; set; } = () => Task.CompletedTask;

        public async ValueTask CountAsync(Tenant tenant, Allowance allowance, PermitHolder holder, int characters)
        {
            Counted.Add(characters);
            Held.TrySetResult();
            if (Hold is { } hold)
                await hold.Task;
            await _store.CountAsync(tenant, allowance, holder, characters);
        }

        public ValueTask LeaveAsync(Tenant tenant, PermitHolder holder)
        {
            Asked.Add("leave");
            return _store.LeaveAsync(tenant, holder);
        }
    }
}
