using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.Gateway.Consent.Verification;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Consent;

/// <summary>Phrases and consents end by the clock.</summary>
public sealed class ConsentExpiryTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Phrase_ThatExpired_CannotBeSubmitted()
    {
        var time = new ShiftedTime();
        await using var fleet = await Start(time);
        var id = (await fleet.RequestConsent()).Consent.Id;

        time.Shift = TimeSpan.FromMinutes(31);

        var error = await Assert.ThrowsAsync<RpcException>(() => fleet.SubmitConsent(id));
        Assert.Equal(new Status(StatusCode.InvalidArgument, "The phrase has expired; request another."), error.Status);
        Assert.Equal(ConsentState.Expired, (await fleet.Consents().GetConsentAsync(new GetConsentRequest { Id = id }, cancellationToken: Ct)).State);
    }

    [Fact]
    public async Task Consent_ThatExpired_LetsNoVoiceBeMade_AndNoneThatWasMadeSpeak()
    {
        var time = new ShiftedTime();
        await using var fleet = await Start(time);
        var id = (await fleet.RequestConsent()).Consent.Id;
        await fleet.SubmitConsent(id);
        await fleet.Clone("ada", id);
        Assert.NotNull((await Speak(fleet)).Finished);

        time.Shift = TimeSpan.FromDays(731);

        Assert.Contains("expired", await ConsentCalls.Denied(() => fleet.Clone("ada2", id)), StringComparison.Ordinal);
        Assert.Contains("has expired", await ConsentCalls.Denied(() => Speak(fleet)), StringComparison.Ordinal);
        Assert.Equal(ConsentState.Expired, (await fleet.Consents().GetConsentAsync(new GetConsentRequest { Id = id }, cancellationToken: Ct)).State);
    }

    private static Task<FakeFleet> Start(ShiftedTime time) =>
        ConsentCalls.Strict(0.02, Verdict.Verified, builder => builder.Services.AddSingleton<TimeProvider>(time));

    private static async Task<SpeechCall.Spoken> Speak(FakeFleet fleet)
    {
        using var call = fleet.Open();
        await call.SendUntilRefused(new SynthesizeRequest { Start = new SynthesizeStart { Voice = "ada" } }, new SynthesizeRequest { Text = "a" });
        return await call.ReadToEnd();
    }

    /// <summary>The system's time, some time on; its timers run as ever.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
