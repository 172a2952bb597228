using CsCheck;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Consent.Stores;
using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.UnitTests.Gateway.Consent;

/// <summary>What every store of consents does.</summary>
public abstract class ConsentStoreContract
{
    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected abstract IConsentStore Store { get; }

    [Fact]
    public async Task Replacement_OfARevisionThatIsGone_ChangesNothing()
    {
        var (tenant, consent, store) = (new Tenant("acme"), New(), Store);
        await store.AddAsync(tenant, consent, Ct);
        var next = consent with { Revision = 1, State = ConsentState.Pending };

        Assert.True(await store.TryReplaceAsync(tenant, next, new ConsentAudio([1], [2, 3]), Ct));
        Assert.False(await store.TryReplaceAsync(tenant, next with { State = ConsentState.Granted }, null, Ct));

        Assert.Equivalent(next, await store.FindAsync(tenant, consent.Id, Ct));
        Assert.Equivalent(new ConsentAudio([1], [2, 3]), await store.FindAudioAsync(tenant, consent.Id, Ct));
    }

    [Fact]
    public async Task Consent_WithoutItsKey_LosesTheAudio()
    {
        var (tenant, consent, store) = (new Tenant("acme"), New(), Store);
        await store.AddAsync(tenant, consent, Ct);
        await store.TryReplaceAsync(tenant, consent with { Revision = 1 }, new ConsentAudio([1], [2]), Ct);

        Assert.True(await store.TryReplaceAsync(tenant, consent with { Revision = 2, Key = null }, null, Ct));

        Assert.Null(await store.FindAudioAsync(tenant, consent.Id, Ct));
        Assert.Null((await store.FindAsync(tenant, consent.Id, Ct))!.Key);
    }

    [Fact]
    public async Task Tenants_ReachTheirOwnOnly()
    {
        var store = Store;
        await Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 20], Gen.String[Gen.Char.AlphaNumeric, 1, 20]).Where((one, other) => one != other).SampleAsync(
            async (one, other) =>
            {
                var (owner, stranger, consent) = (new Tenant(one), new Tenant(other), New());
                await store.AddAsync(owner, consent, Ct);
                Assert.Null(await store.FindAsync(stranger, consent.Id, Ct));
                Assert.False(await store.TryReplaceAsync(stranger, consent with { Revision = 1 }, null, Ct));
                await store.RemoveAsync(stranger, consent.Id, Ct);
                Assert.DoesNotContain(await store.ListAsync(stranger, Ct), listed => listed.Id == consent.Id);
                Assert.Contains(await store.ListAsync(owner, Ct), listed => listed.Id == consent.Id);
            },
            iter: 50,
            threads: 1);
    }

    private static VoiceConsent New() => new()
    {
        Id = Guid.NewGuid().ToString("N"), State = ConsentState.Issued, Language = "en", Key = [1, 2], Personal = [3],
        Issued = DateTimeOffset.UnixEpoch, PhraseExpires = DateTimeOffset.UnixEpoch.AddHours(1), Remarks = ["A remark."],
    };
}
