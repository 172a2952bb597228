using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Qwen3Tts.Gateway.Consent.Verification;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Consent;

public sealed class ConsentTenantsTest
{
    private static readonly (string, string)[] Keys =
    [
        ("Gateway:ApiKeys:0:Tenant", "acme"), ("Gateway:ApiKeys:0:Sha256", Hash("acme's")),
        ("Gateway:ApiKeys:1:Tenant", "bolt"), ("Gateway:ApiKeys:1:Sha256", Hash("bolt's")), ("Gateway:ApiKeys:1:Attested", "true"),
    ];

    private static readonly Metadata Acme = new() { { "x-api-key", "acme's" } };
    private static readonly Metadata Bolt = new() { { "x-api-key", "bolt's" } };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Consent_IsNobodyElses_WhateverIsTried()
    {
        await using var fleet = await ConsentCalls.Strict(0.02, Verdict.Verified, null, Keys);
        var id = (await fleet.RequestConsent(Acme)).Consent.Id;
        var none = (await Missing(() => Get(new string('0', 32)))).Detail;

        Assert.Equal(none, (await Missing(() => Get(id))).Detail);
        Assert.Empty((await fleet.Consents().ListConsentsAsync(new(), Bolt, cancellationToken: Ct)).Consents);
        await Missing(() => fleet.SubmitConsent(id, headers: Bolt));
        await fleet.SubmitConsent(id, headers: Acme);
        await Missing(() => fleet.Clone("ada", id, headers: Bolt));
        await Missing(() => fleet.Consents().RevokeConsentAsync(new RevokeConsentRequest { Id = id }, Bolt, cancellationToken: Ct).ResponseAsync);
        await Missing(() => fleet.Consents().EraseConsentAsync(new EraseConsentRequest { Id = id }, Bolt, cancellationToken: Ct).ResponseAsync);

        Assert.Equal(id, (await fleet.Clone("ada", id, headers: Acme)).Grant.ConsentId);

        Task Get(string consent) => fleet.Consents().GetConsentAsync(new GetConsentRequest { Id = consent }, Bolt, cancellationToken: Ct).ResponseAsync;
    }

    [Fact]
    public async Task Operation_ByATenant_IsDenied()
    {
        await using var fleet = await ConsentCalls.Strict(0.02, Verdict.Verified, null, Keys);

        var told = await ConsentCalls.Denied(
            () => fleet.Operations().DecideConsentAsync(new DecideConsentRequest { Tenant = "acme", Id = new string('0', 32), Grant = true }, Acme, cancellationToken: Ct).ResponseAsync);

        Assert.Contains("Gateway:ApiKeys:N:Operator", told, StringComparison.Ordinal);
        await ConsentCalls.Denied(() => fleet.Operations().VerifyAuditAsync(new VerifyAuditRequest(), Acme, cancellationToken: Ct).ResponseAsync);
        await ConsentCalls.Denied(() => fleet.Operations().ListPendingConsentsAsync(new(), Bolt, cancellationToken: Ct).ResponseAsync);
    }

    [Fact]
    public async Task Attestation_IsOfItsKeyOnly_AndEachUseIsInTheTrail()
    {
        await using var fleet = await ConsentCalls.Strict(0.02, Verdict.Verified, null, Keys);
        var before = (await fleet.Operations().VerifyAuditAsync(new VerifyAuditRequest { Tenant = "bolt" }, cancellationToken: Ct)).Entries;

        var voice = await fleet.CreateVoice("mine", "clip", headers: Bolt);
        await fleet.CreateVoice("mine2", "clip", headers: Bolt);

        Assert.True(voice.Grant.Attested);
        await ConsentCalls.Denied(() => fleet.CreateVoice("mine", "clip", headers: Acme));
        var after = await fleet.Operations().VerifyAuditAsync(new VerifyAuditRequest { Tenant = "bolt" }, cancellationToken: Ct);
        Assert.Equal((true, before + 2), (after.Intact, after.Entries));
    }

    [Fact]
    public async Task Phrase_ByManyAtOnce_WorksOnce()
    {
        await using var fleet = await ConsentCalls.Strict(0.02, Verdict.Verified, null, Keys);
        var id = (await fleet.RequestConsent(Acme)).Consent.Id;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await fleet.SubmitConsent(id, headers: Acme);
                return StatusCode.OK;
            }
            catch (RpcException error)
            {
                return error.StatusCode;
            }
        }));

        Assert.Equal(1, outcomes.Count(outcome => outcome is StatusCode.OK));
        Assert.Equal(7, outcomes.Count(outcome => outcome is StatusCode.InvalidArgument));
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => fleet.SubmitConsent(id, headers: Acme))).StatusCode);
    }

    private static async Task<Status> Missing(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        return error.Status;
    }

    private static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
