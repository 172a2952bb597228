using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Qwen3Tts.Tests;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Tenants;

/// <summary>Keys and limits of a file change while the Gateway runs.</summary>
public sealed class ChangingKeysTest : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Keys_ComeAndGo_WithoutARestart_AndWhatIsSpokenGoesOn()
    {
        Write(["old"]);
        await using var fleet = await StartAsync();
        Assert.Equal((StatusCode.OK, StatusCode.Unauthenticated), (await AskAsync(fleet, "old"), await AskAsync(fleet, "new")));
        using var call = new SpeechCall(fleet.Speech.Synthesize(With("old"), cancellationToken: Ct));
        await call.Start(new SynthesizeStart { Voice = "joe" });
        await call.Text("a");
        Assert.NotNull((await call.Next())!.Started);

        Write(["new"]);
        await Eventually.Until(async () => await AskAsync(fleet, "new") is StatusCode.OK);

        Assert.Equal(StatusCode.Unauthenticated, await AskAsync(fleet, "old"));
        await call.HalfClose();
        Assert.NotNull((await call.Last()).Finished);
    }

    [Fact]
    public async Task Limits_AreThoseOfNow()
    {
        Write(["key"], maxUtterances: 1);
        await using var fleet = await StartAsync();
        using var first = await SpeakingAsync(fleet);
        using (var refused = new SpeechCall(fleet.Speech.Synthesize(With("key"), cancellationToken: Ct)))
        {
            await refused.SendUntilRefused(new SynthesizeRequest { Start = new SynthesizeStart { Voice = "joe" } });
            Assert.Equal(StatusCode.ResourceExhausted, (await refused.Fail()).StatusCode);
        }

        Write(["key", "another"], maxUtterances: 2);
        await Eventually.Until(async () => await AskAsync(fleet, "another") is StatusCode.OK);

        using var second = await SpeakingAsync(fleet);
    }

    private Task<FakeFleet> StartAsync() => FakeFleet.StartUsual(
        ("Fleet:SettingsFile", _folder.File("settings.json")), ("Fleet:SettingsPeriod", "00:00:00.1"));

    private static async Task<SpeechCall> SpeakingAsync(FakeFleet fleet)
    {
        var call = new SpeechCall(fleet.Speech.Synthesize(With("key"), cancellationToken: Ct));
        await call.Start(new SynthesizeStart { Voice = "joe" });
        Assert.NotNull((await call.Next())!.Started);
        return call;
    }

    private static async Task<StatusCode> AskAsync(FakeFleet fleet, string key)
    {
        using var call = fleet.Voices.ListVoicesAsync(new ListVoicesRequest(), With(key), cancellationToken: Ct);
        await ((Task)call.ResponseAsync).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return call.GetStatus().StatusCode;
    }

    private static Metadata With(string key) => new() { { "x-api-key", key } };

    private void Write(string[] keys, int maxUtterances = 0)
    {
        var settings = new
        {
            Gateway = new { ApiKeys = keys.Select(key => new { Tenant = "acme", Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))) }) },
            Limits = new { MaxUtterances = maxUtterances },
        };
        // Whole or not at all, as a reader should find it.
        File.WriteAllText(_folder.File("next"), JsonSerializer.Serialize(settings));
        File.Move(_folder.File("next"), _folder.File("settings.json"), overwrite: true);
    }
}
