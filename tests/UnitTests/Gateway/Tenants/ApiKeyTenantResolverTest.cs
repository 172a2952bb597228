using System.Security.Cryptography;
using System.Text;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.ServiceDefaults.Settings;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Gateway.Tenants;

public sealed class ApiKeyTenantResolverTest
{
    [Theory]
    [InlineData("key of acme", "acme")]
    [InlineData("second key of acme", "acme")]
    [InlineData("key of bolt", "bolt")]
    public void KnownKey_IsItsTenant_AlsoFromThisMachine(string key, string tenant)
    {
        Assert.Equal(tenant, Resolver().Resolve(new CallerCredentials(key, IsLoopback: false)).Tenant.Name);
        Assert.Equal(tenant, Resolver().Resolve(new CallerCredentials(key, IsLoopback: true)).Tenant.Name);
    }

    [Theory]
    [InlineData("key of Acme", true)]
    [InlineData("", true)]
    [InlineData("key of nobody", false)]
    public void UnknownKey_IsUnauthenticated_AlsoFromThisMachine(string key, bool loopback)
    {
        var error = Assert.Throws<SpeechException>(() => Resolver().Resolve(new CallerCredentials(key, loopback)));

        Assert.Equal((SpeechErrorKind.Unauthenticated, "The API key is not known."), (error.Kind, error.Message));
    }

    [Fact]
    public void NoKey_FromThisMachine_IsLocal() =>
        Assert.Equal(Tenant.Local, Resolver().Resolve(new CallerCredentials(null, IsLoopback: true)).Tenant);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void NoKey_Otherwise_IsUnauthenticatedAndSaysHowToSendOne(bool allowLoopback, bool loopback)
    {
        var error = Assert.Throws<SpeechException>(() => Resolver(allowLoopback).Resolve(new CallerCredentials(null, loopback)));

        Assert.Equal(SpeechErrorKind.Unauthenticated, error.Kind);
        Assert.Contains("x-api-key", error.Message, StringComparison.Ordinal);
    }

    private static ApiKeyTenantResolver Resolver(bool allowLoopback = true) => new(new LiveOptions<TenantOptions>(new TenantOptions
    {
        AllowLoopback = allowLoopback,
        ApiKeys = [Hash("acme", "key of acme"), Hash("acme", "second key of acme"), Hash("bolt", "key of bolt")],
    }));

    private static ApiKeyHash Hash(string tenant, string key) => new()
    {
        Tenant = tenant, Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))),
    };
}
