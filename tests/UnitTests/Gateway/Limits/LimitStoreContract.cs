using Qwen3Tts.Gateway.Limits;
using Qwen3Tts.Gateway.Limits.Stores;
using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.UnitTests.Gateway.Limits;

/// <summary>What every store of limits must do.</summary>
public abstract class LimitStoreContract
{
    private static readonly Allowance Two = new(2, "two", 0, "");
    private static readonly Allowance Sixty = new(0, "", 60, "sixty");
    private static readonly Allowance Any = new(0, "", 0, "");

    private protected Tenant Acme { get; } = new(Guid.NewGuid().ToString("N"));

    private protected abstract ILimitStore Store { get; }

    /// <summary>Lets time pass for what a tenant has.</summary>
    private protected abstract Task PassAsync(Tenant tenant, TimeSpan time);

    [Fact]
    public async Task Permits_AreAsManyAsTheLimit_AndComeBack()
    {
        Assert.Equal(new LimitAnswer(null, 0, null, 0), await Enter(Two, Call("a")));
        Assert.Equal(new LimitAnswer(null, 1, null, 0), await Enter(Two, Call("b")));
        Assert.Equal(new LimitAnswer(LimitKind.Utterances, 2, null, 0), await Enter(Two, Call("c")));

        await Store.LeaveAsync(Acme, Call("a"));

        Assert.Null((await Enter(Two, Call("c"))).Refused);
        Assert.NotNull((await Enter(Two, Call("d"))).Refused);
    }

    [Fact]
    public async Task Tenants_DoNotShareTheirLimits()
    {
        await Enter(Two, Call("a"));
        await Enter(Two, Call("b"));
        var bolt = new Tenant(Guid.NewGuid().ToString("N"));

        Assert.Equal(new LimitAnswer(null, 0, null, 0), await Store.EnterAsync(bolt, Two, Call("a")));
    }

    [Fact]
    public async Task Permit_ThatIsNotRenewed_ComesBackByItself()
    {
        await Enter(Two, Call("dead"));
        await Enter(Two, Call("alive"));

        await PassAsync(Acme, ILimitStore.Lease / 2);
        Assert.Empty(await Store.RenewAsync(Acme, [Call("alive")]));
        await PassAsync(Acme, ILimitStore.Lease / 2 + TimeSpan.FromMilliseconds(1));

        Assert.Equal(new LimitAnswer(null, 1, null, 0), await Enter(Two, Call("new")));
        Assert.NotNull((await Enter(Two, Call("another"))).Refused);
    }

    [Fact]
    public async Task Permit_ThatIsRenewedTooLate_IsTakenAgain_WhateverTheLimit()
    {
        await Enter(Two, Call("late"));
        await PassAsync(Acme, ILimitStore.Lease + TimeSpan.FromSeconds(1));
        await Enter(Two, Call("a"));
        await Enter(Two, Call("b"));

        Assert.Empty(await Store.RenewAsync(Acme, [Call("late")]));

        Assert.Equal(3, (await Enter(Two, Call("c"))).Open);
    }

    [Fact]
    public async Task Utterance_ThatGoesOnInAnotherCall_CountsOnce_AndItsFormerCallNoMore()
    {
        var (before, after) = (Call("one", "before"), Call("one", "after"));
        await Enter(Two, before);
        await Enter(Two, Call("two"));

        Assert.Null((await Enter(Two, after)).Refused);
        Assert.Equal([before], await Store.RenewAsync(Acme, [before, Call("two")]));
        await Store.LeaveAsync(Acme, before);
        Assert.Equal(2, (await Enter(Two, Call("three"))).Open);

        await Store.LeaveAsync(Acme, after);
        Assert.Null((await Enter(Two, Call("three"))).Refused);
    }

    [Fact]
    public async Task Characters_OfAMinute_AreLetIn_AndThenAsManyAsArePaidOff()
    {
        await Enter(Sixty, Call("a"));
        await Store.CountAsync(Acme, Sixty, Call("a"), 59);
        Assert.Null((await Enter(Sixty, Call("b"))).Refused);

        await Store.CountAsync(Acme, Sixty, Call("b"), 11);

        var refused = await Enter(Sixty, Call("c"));
        Assert.Equal(LimitKind.Characters, refused.Refused);
        // Ten are owed above a minute's worth, and there must be one.
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(11));
        await PassAsync(Acme, refused.RetryAfter.Value);
        Assert.Null((await Enter(Sixty, Call("c"))).Refused);
    }

    [Fact]
    public async Task Characters_ThatAreAllPaidOff_SaveNothingUp()
    {
        await Store.CountAsync(Acme, Sixty, Call("a"), 30);
        await PassAsync(Acme, TimeSpan.FromHours(1));

        await Store.CountAsync(Acme, Sixty, Call("a"), 61);

        Assert.Equal(LimitKind.Characters, (await Enter(Sixty, Call("b"))).Refused);
    }

    [Fact]
    public async Task Utterance_ThatGoesOn_IsLetInWhateverIsOwed_AndToldWhatWasCounted()
    {
        var (before, after) = (Call("one", "before"), Call("one", "after"));
        await Enter(Sixty, before);
        await Store.CountAsync(Acme, Sixty, before, 50);
        await Store.CountAsync(Acme, Sixty, before, 20);

        Assert.Equal(new LimitAnswer(null, 1, null, 70), await Enter(Sixty, after));

        // Of its former call nothing counts any more.
        await PassAsync(Acme, TimeSpan.FromSeconds(8));
        var owed = (await Enter(Sixty, Call("two"))).RetryAfter!.Value;
        await Store.CountAsync(Acme, Sixty, before, 20);
        Assert.InRange((await Enter(Sixty, Call("two"))).RetryAfter!.Value, TimeSpan.Zero, owed);
    }

    [Fact]
    public async Task Allowance_WithoutLimits_IsCountedAndNeverRefused()
    {
        for (var i = 0; i < 5; i++)
            Assert.Equal(new LimitAnswer(null, i, null, 0), await Enter(Any, Call($"{i}")));
    }

    private protected static PermitHolder Call(string utterance, string call = "call") => new(utterance, call);

    private protected ValueTask<LimitAnswer> Enter(Allowance allowance, PermitHolder holder) => Store.EnterAsync(Acme, allowance, holder);
}
