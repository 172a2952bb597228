using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Resumption;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Texts;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.ServiceDefaults.Security;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.UnitTests.Gateway.Resumption;

public sealed class UtteranceTokensTest
{
    private static readonly Tenant Acme = new("acme");
    private static readonly SynthesisRequest Asked = new()
    {
        Voice = "ANNA",
        Instruction = "Whisper.",
        Sampling = new SamplingOverrides { Temperature = 0.5f, TopK = 7, PredictorTopP = 0.25f, MaxFrames = 12 },
        Encoding = AudioEncoding.PcmF32,
        Purpose = DeliveryPurpose.File,
        Reading = new TextReading(NormalizationChoice.Off, EmojiChoice.ByNormalization, [new LexiconPhrase("Qwen", "kwen", LexiconNotation.Ipa, MatchesCase: true)]),
        Manner = new SpeechManner(IsSsml: true, new ProsodySettings(1.5, -2, 3), "calm", RefusesStyles: true),
    };

    private static readonly Utterance Spoken = new(
        "id",
        new ModelDescription("nano", ModelKind.Base, ["English"], [], true, 2, new CodecFormat("fake", 1, 10, 24_000, 4)),
        SynthesisMode.CloneInContext,
        "English",
        null,
        new VoiceUse(Acme, new RegisteredVoice("v1", "Anna", "", 3, default) { Revision = 4 }, "nano", new EmbeddingKey("family", true, "r"), 1),
        "Whisper.",
        TextDelivery.Streaming,
        Asked.Sampling,
        ulong.MaxValue,
        AudioEncoding.PcmF32,
        DeliveryPurpose.File,
        new WatermarkPayload(1, 20, 300))
    {
        Fingerprint = "x64-512",
    };

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Token_OpenedByAnotherGateway_HoldsAllThatBearsOnTheSamples()
    {
        var token = Tokens().Open(Acme, Tokens().Seal(Acme, Asked, Spoken));

        Assert.Equal(("id", "v1", 4, new WatermarkPayload(1, 20, 300).Value, "x64-512"), (token.Utterance, token.VoiceId, token.VoiceRevision, token.Watermark, token.Fingerprint));
        Assert.Equal(Asked.Reading.Lexicon, token.Request.Reading.Lexicon);
        Assert.Equal(
            Asked with
            {
                Model = "nano", Mode = SynthesisMode.CloneInContext, Voice = "Anna", Language = "English", Delivery = TextDelivery.Streaming, Seed = ulong.MaxValue,
            },
            token.Request with { Reading = Asked.Reading });
        Assert.Equal((Asked.Reading.Normalization, Asked.Reading.Emoji), (token.Request.Reading.Normalization, token.Request.Reading.Emoji));
    }

    [Fact]
    public void Token_ThatExpires_IsRefusedFromThenOn()
    {
        var token = Tokens().Seal(Acme, Asked, Spoken);

        _time.Advance(TimeSpan.FromMinutes(2));
        Tokens().Open(Acme, token);
        _time.Advance(TimeSpan.FromTicks(1));
        var refused = Assert.Throws<SpeechException>(() => Tokens().Open(Acme, token));

        Assert.Equal(SpeechErrorKind.Invalid, refused.Kind);
        Assert.Contains("Resume:Lifetime", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Token_OfAnotherTenantOrFleet_OrChanged_IsOneThatThisFleetDidNotGive()
    {
        var token = Tokens().Seal(Acme, Asked, Spoken);
        string[] refusals =
        [
            Refusal(() => Tokens().Open(new Tenant("bolt"), token)),
            Refusal(() => Tokens("another fleet's secret").Open(Acme, token)),
            Refusal(() => Tokens().Open(Acme, default)),
            Refusal(() => Tokens().Open(Acme, new byte[8 * 1024 * 1024])),
            .. Enumerable.Range(0, token.Length).Select(i => Refusal(() => Tokens().Open(Acme, Changed(token, i)))),
        ];

        Assert.Single(refusals.Distinct());
        Assert.Contains("utterance_token", refusals[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Token_TellsNothing()
    {
        var token = Encoding.Latin1.GetString(Tokens().Seal(Acme, Asked, Spoken));

        Assert.DoesNotContain("Whisper", token, StringComparison.Ordinal);
        Assert.DoesNotContain("Anna", token, StringComparison.Ordinal);
    }

    private static byte[] Changed(byte[] token, int index)
    {
        byte[] changed = [.. token];
        changed[index] ^= 1;
        return changed;
    }

    private static string Refusal(Action open)
    {
        var error = Assert.Throws<SpeechException>(open);
        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
        return error.Message;
    }

    private UtteranceTokens Tokens(string secret = "the secret of a fleet") => new(
        new FleetCredential(Options.Create(new FleetOptions { Credential = secret })),
        Options.Create(new ResumeOptions { Lifetime = TimeSpan.FromMinutes(2) }),
        _time);
}
