using Grpc.Core;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Redis;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Consent;

/// <summary>The operator's terms, and voices that were made under others.</summary>
public sealed class TermsTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Voice_UnderSupersededTerms_IsListedAsSuch_OrRefused_AsTheOperatorSays()
    {
        await using var redis = new RedisServer();
        await redis.Start();
        using var folder = new TemporaryFolder();
        (string, string)[] Terms(string version, string superseded)
        {
            File.WriteAllText(folder.File(version), $"the terms, version {version}");
            return
            [
                ("Terms:Version", version), ("Terms:File", folder.File(version)), ("Terms:Superseded", superseded),
                ("Redis:Connection", redis.Connection), ("Consent:MasterKey", ConsentCalls.Secret),
            ];
        }

        await using (var first = await FakeFleet.StartUsual(Terms("1", "Flag")))
        {
            Assert.Contains("version '1'", await ConsentCalls.Denied(() => first.CreateVoice("mine", "clip")), StringComparison.Ordinal);
            await ConsentCalls.Denied(() => first.CreateVoice("mine", "clip", headers: Accepting("2")));
            var made = await first.CreateVoice("mine", "clip", headers: Accepting("1"));
            Assert.Equal(("1", false), (made.Grant.TermsVersion, made.Grant.TermsSuperseded));
        }

        await using (var flags = await FakeFleet.StartUsual(Terms("2", "Flag")))
        {
            var voice = await flags.Voices.GetVoiceAsync(new GetVoiceRequest { Name = "mine" }, cancellationToken: Ct);
            Assert.Equal(("1", true), (voice.Grant.TermsVersion, voice.Grant.TermsSuperseded));
            using var call = flags.Open();
            Assert.NotNull((await call.Say(new SynthesizeStart { Voice = "mine" }, "a")).Finished);
        }

        await using var refuses = await FakeFleet.StartUsual(Terms("2", "Refuse"));
        using var refused = refuses.Open();
        await refused.SendUntilRefused(new SynthesizeRequest { Start = new SynthesizeStart { Voice = "mine" } }, new SynthesizeRequest { Text = "a" });
        var status = await refused.Fail();
        Assert.Equal(StatusCode.PermissionDenied, status.StatusCode);
        Assert.Contains("other terms than version '2'", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_ThatWasChangedUnderTheSameVersion_SupersedesToo()
    {
        await using var redis = new RedisServer();
        await redis.Start();
        using var folder = new TemporaryFolder();
        (string, string)[] settings =
        [
            ("Terms:Version", "1"), ("Terms:File", folder.File("terms")), ("Redis:Connection", redis.Connection), ("Consent:MasterKey", ConsentCalls.Secret),
        ];
        await File.WriteAllTextAsync(folder.File("terms"), "the terms", Ct);
        await using (var before = await FakeFleet.StartUsual(settings))
            await before.CreateVoice("mine", "clip", headers: Accepting("1"));
        await File.WriteAllTextAsync(folder.File("terms"), "other terms", Ct);
        await using var after = await FakeFleet.StartUsual(settings);

        Assert.True((await after.Voices.GetVoiceAsync(new GetVoiceRequest { Name = "mine" }, cancellationToken: Ct)).Grant.TermsSuperseded);
    }

    private static Metadata Accepting(string version) => new() { { "x-qwen3tts-terms", version } };
}
