using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.Gateway.Consent.Verification;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.Gateway.Consent;

/// <summary>Consents from a client. A fake clip's x-vector is its length and its first byte, and four of its bytes are a second.</summary>
internal static class ConsentCalls
{
    public const string Recording = "aaaa recording of the phrase";
    public const string Sample = "aaaa sample of the same voice";

    /// <summary>Another speaker's: its x-vector points elsewhere.</summary>
    public const string Stranger = "\u0001 of another";

    public static readonly string Secret = new('7', 64);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A fleet that asks for consent; its caller on this machine is the operator.</summary>
    /// <param name="equalErrorRate">Of the encoder; null: unmeasured.</param>
    public static async Task<FakeFleet> Strict(double? equalErrorRate, Verdict phrase, Action<WebApplicationBuilder>? add = null, params (string, string)[] settings)
    {
        var fleet = FakeFleet.Usual();
        if (equalErrorRate is { } rate)
            fleet.SpeakerEmbedding.Models[0].Accuracy = new Rpc.SpeakerAccuracy { EqualErrorRate = rate, Threshold = 0.99, Speakers = 4, SamePairs = 9, DifferentPairs = 9 };
        fleet.AddToGateway = builder =>
        {
            builder.Services.AddSingleton<IPhraseVerifier>(new FixedVerifier(phrase));
            add?.Invoke(builder);
        };
        await fleet.Start([("Gateway:LoopbackAttests", "false"), ("Gateway:LoopbackOperates", "true"), .. settings]);
        return fleet;
    }

    public static Consents.ConsentsClient Consents(this FakeFleet fleet) => new(fleet.Gateway.Channel);

    public static ConsentOperations.ConsentOperationsClient Operations(this FakeFleet fleet) => new(fleet.Gateway.Channel);

    public static async Task<RequestConsentResponse> RequestConsent(this FakeFleet fleet, Metadata? headers = null) =>
        await fleet.Consents().RequestConsentAsync(new RequestConsentRequest { Person = "Ada Lovelace", Language = "en" }, headers, cancellationToken: Ct);

    public static async Task<V1.Consent> SubmitConsent(
        this FakeFleet fleet, string id, string recording = Recording, string sample = Sample, Metadata? headers = null)
    {
        using var call = fleet.Consents().SubmitConsent(headers, cancellationToken: Ct);
        try
        {
            await call.RequestStream.WriteAsync(new SubmitConsentRequest { Start = new SubmitConsentStart { Id = id } }, Ct);
            await call.RequestStream.WriteAsync(new SubmitConsentRequest { Recording = ByteString.CopyFromUtf8(recording) }, Ct);
            await call.RequestStream.WriteAsync(new SubmitConsentRequest { Sample = ByteString.CopyFromUtf8(sample) }, Ct);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // The answer says why.
        }

        return await call.ResponseAsync;
    }

    public static Task<Voice> Clone(this FakeFleet fleet, string name, string consent, string clip = Sample, Metadata? headers = null) => fleet.CreateVoice(
        headers,
        new CreateVoiceRequest { Start = new CreateVoiceStart { Name = name, ConsentId = consent } },
        new CreateVoiceRequest { Clip = ByteString.CopyFromUtf8(clip) });

    public static async Task<string> Denied(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(StatusCode.PermissionDenied, error.StatusCode);
        return error.Status.Detail;
    }

    private sealed class FixedVerifier(Verdict verdict) : IPhraseVerifier
    {
        public Task<Verdict> VerifyAsync(PhraseCheck check, CancellationToken cancellation) => Task.FromResult(verdict);
    }
}
