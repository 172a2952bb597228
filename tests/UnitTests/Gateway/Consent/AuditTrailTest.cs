using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Consent.Audit;
using Qwen3Tts.Gateway.Consent.Vault;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Redis;
using StackExchange.Redis;

namespace Qwen3Tts.UnitTests.Gateway.Consent;

public sealed class AuditTrailTest(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly Tenant Acme = new("acme");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("changed")]
    [InlineData("removed")]
    [InlineData("moved")]
    [InlineData("cut off")]
    [InlineData("doubled")]
    [InlineData("head changed")]
    public async Task File_ThatWasTamperedWith_IsFound(string how)
    {
        using var folder = new TemporaryFolder();
        using var log = new FileAuditLog(folder.Path);
        await Fill(log, 5);
        Assert.True((await Trail(log).VerifyAsync(Acme, null, Ct)).Intact);

        var lines = File.ReadAllLines(folder.File("acme.audit"));
        string[] after = how switch
        {
            "changed" => [lines[0], lines[1], lines[2].Replace("\"n\":\"2\"", "\"n\":\"9\"", StringComparison.Ordinal), .. lines[3..]],
            "removed" => [lines[0], .. lines[2..]],
            "moved" => [lines[0], lines[2], lines[1], .. lines[3..]],
            "cut off" => lines[..4],
            "doubled" => [.. lines[..4], lines[3]],
            _ => lines,
        };
        File.WriteAllText(folder.File("acme.audit"), string.Join('\n', after) + "\n");
        if (how is "head changed")
        {
            var head = File.ReadAllText(folder.File("acme.head")).Split(' ');
            File.WriteAllText(folder.File("acme.head"), string.Join(' ', ["4", lines[3][..64], head[2], head[3]]));
        }

        var verdict = await Trail(log).VerifyAsync(Acme, null, Ct);

        Assert.False(verdict.Intact);
    }

    [Fact]
    public async Task Trail_RewoundToAnEarlierEnd_IsFoundByItsAnchor()
    {
        using var folder = new TemporaryFolder();
        using var log = new FileAuditLog(folder.Path);
        await Fill(log, 2);
        var (audit, head) = (File.ReadAllText(folder.File("acme.audit")), File.ReadAllText(folder.File("acme.head")));
        await Fill(log, 2);
        var noted = await Trail(log).VerifyAsync(Acme, null, Ct);
        File.WriteAllText(folder.File("acme.audit"), audit);
        File.WriteAllText(folder.File("acme.head"), head);

        Assert.True((await Trail(log).VerifyAsync(Acme, null, Ct)).Intact);
        Assert.False((await Trail(log).VerifyAsync(Acme, (noted.Entries, noted.Head), Ct)).Intact);
    }

    [Fact]
    public async Task Redis_KeepsATrailThatManyWrite_AndATamperedOneIsFound()
    {
        await using var connection = new RedisConnection(Options.Create(new RedisOptions { Connection = server.Connection }), NullLoggerFactory.Instance, TimeProvider.System);
        var log = new RedisAuditLog(connection);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Fill(log, 5)));

        var verdict = await Trail(log).VerifyAsync(Acme, null, Ct);
        Assert.Equal((true, 20L), (verdict.Intact, verdict.Entries));
        Assert.Equal(0, (await Trail(log).VerifyAsync(new Tenant("bolt"), null, Ct)).Entries);

        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Connection);
        await redis.GetDatabase().ListRightPopAsync(RedisKeys.AuditLines(Acme));
        Assert.Contains("19 entries", (await Trail(log).VerifyAsync(Acme, null, Ct)).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trail_OfAnotherKey_DoesNotVerify()
    {
        var log = new MemoryAuditLog();
        await Fill(log, 2);

        Assert.False((await Trail(log, new string('8', 64)).VerifyAsync(Acme, null, Ct)).Intact);
    }

    private static async Task Fill(IAuditLog log, int entries)
    {
        for (var i = 0; i < entries; i++)
            await Trail(log).AppendAsync(Acme, new AuditEvent("test", "", new Dictionary<string, string> { ["n"] = $"{i}" }), Ct);
    }

    private static AuditTrail Trail(IAuditLog log, string? secret = null) =>
        new(log, new MasterKey(Options.Create(new ConsentOptions { MasterKey = secret ?? ConsentCalls.Secret })), new FakeTimeProvider());
}
