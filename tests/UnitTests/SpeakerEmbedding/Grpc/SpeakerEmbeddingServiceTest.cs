using CsCheck;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Qwen3Tts.ServiceDefaults.Health;
using Wire = Qwen3Tts.Internal.V1;
using static Qwen3Tts.UnitTests.SpeakerEmbedding.EmbeddingHost;

namespace Qwen3Tts.UnitTests.SpeakerEmbedding.Grpc;

public sealed class SpeakerEmbeddingServiceTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clip_HoweverSplit_IsEmbeddedAtTheModelsRate()
    {
        await using var host = await Start(new EchoEncoder());
        var clip = Clip(seconds: 0.5, rate: 48_000);

        await Gen.Int[0, clip.Length].Array[0, 5].SampleAsync(
            async cuts =>
            {
                int[] ends = [.. cuts.Order(), clip.Length];
                var pieces = ends.Select((end, i) => Piece(clip[(i is 0 ? 0 : ends[i - 1])..end]));

                var response = await host.Embed([StartOf("cloner"), .. pieces]);

                Assert.Equal(12_000, response.XVector[0]);
                Assert.Equal(0.25, response.XVector[1], 1e-3);
                Assert.Equal(0.5, response.ClipSeconds);
                Assert.Null(response.Codes);
            },
            iter: 20, threads: 1);
    }

    [Fact]
    public async Task Codes_AreGivenWhenAskedFor()
    {
        await using var host = await Start(new EchoEncoder());

        var response = await host.Embed(StartOf("cloner", withCodes: true), Piece(Clip(1)));

        Assert.Equal([1u, 2u, 3u, 4u], response.Codes.Codes);
        Assert.Equal(0u, response.Codes.FirstFrame);
    }

    [Fact]
    public async Task BuiltInVoice_IsEmbeddedFromItsOwnClip()
    {
        await using var host = await Start(new EchoEncoder());

        var response = await host.Embed(StartOf("cloner", voice: "bob"));

        Assert.Equal([48_000f, 0.5f], response.XVector);
        Assert.Equal(2, response.ClipSeconds);
    }

    [Fact]
    public async Task ClipThatDoesNotComeBack_MakesTheServiceStuckUntilItDoes()
    {
        using var gate = new Gate();
        await using var host = await Start(new EchoEncoder(() => gate.Pass()), ("Health:RunLimit", "00:00:01"));
        var embedding = host.Embed(StartOf("cloner"), Piece(Clip(1)));
        await gate.Reached;

        await host.Host.Until(ReadinessState.Stuck);
        gate.Open();
        await embedding;
        await host.Host.Until(ReadinessState.Ready);
    }

    [Fact]
    public async Task Describe_ListsTheModelsThatCloneAndTheirVoices()
    {
        await using var host = await Start(new EchoEncoder());

        var model = Assert.Single((await host.Client().DescribeAsync(new Wire.DescribeSpeakerEmbeddingRequest(), cancellationToken: Ct)).Models);

        Assert.Equal(("cloner", "family", 2u), (model.Model, model.Family, model.XVectorSize));
        Assert.Equal(["ada", "bob"], model.Voices.Select(voice => voice.Name));
        var voice = model.Voices[0];
        Assert.Equal(("What it says.", "A voice.", 1, 0.25), (voice.Transcript, voice.Description, voice.ClipSeconds, voice.WordErrorRateStreaming));
        Assert.False(voice.HasWordErrorRateWhole);
    }

    public static TheoryData<string, StatusCode, string, Wire.EmbedRequest[]> Refused => new()
    {
        { "no message", StatusCode.InvalidArgument, "The first message of a call must be a start.", [] },
        { "no start", StatusCode.InvalidArgument, "The first message of a call must be a start.", [Piece(Clip(1))] },
        {
            "two starts", StatusCode.InvalidArgument, "After the start of a call every message must hold a piece of the clip.",
            [StartOf("cloner"), StartOf("cloner")]
        },
        { "no clip", StatusCode.InvalidArgument, "The reference clip is empty; WAV, FLAC, MP3, Ogg Opus, M4A, AAC and WebM are accepted.", [StartOf("cloner")] },
        { "empty", StatusCode.InvalidArgument, "The reference clip is empty; WAV, FLAC, MP3, Ogg Opus, M4A, AAC and WebM are accepted.", [StartOf("cloner"), Piece([])] },
        {
            "short", StatusCode.InvalidArgument, "The reference clip is 0.25 s long; at least 0.4 s are needed.",
            [StartOf("cloner"), Piece(Clip(0.25))]
        },
        {
            "long", StatusCode.InvalidArgument, "The audio is 3.0 s long; at most 2 s are accepted.",
            [StartOf("cloner"), Piece(Clip(3, rate: 8_000))]
        },
        {
            "large", StatusCode.InvalidArgument,
            "The reference clip has more than 100000 bytes, the most that SpeakerEmbedding:MaxClipBytes allows.",
            [StartOf("cloner"), Piece(new byte[60_000]), Piece(new byte[40_001])]
        },
        {
            "Ogg", StatusCode.InvalidArgument, "The audio is an Ogg file without Opus in it; WAV, FLAC, MP3, Ogg Opus, M4A, AAC and WebM are accepted.",
            [StartOf("cloner"), Piece("OggS and the rest of it, of which there is some"u8.ToArray())]
        },
        {
            "text", StatusCode.InvalidArgument, "The audio is text; WAV, FLAC, MP3, Ogg Opus, M4A, AAC and WebM are accepted.",
            [StartOf("cloner"), Piece("this is what it should say"u8.ToArray())]
        },
        {
            "unknown model", StatusCode.NotFound,
            "There is no model 'nobody'; served are: cloner, other. Models that clone voices: cloner.", [StartOf("nobody"), Piece(Clip(1))]
        },
        {
            "no encoder", StatusCode.FailedPrecondition,
            "Model 'other' has no speaker encoder. Models that clone voices: cloner.", [StartOf("other"), Piece(Clip(1))]
        },
        {
            "unknown voice", StatusCode.NotFound,
            "Model 'cloner' has no built-in voice 'eve'; it has: ada, bob.", [StartOf("cloner", voice: "eve")]
        },
        {
            "voice and clip", StatusCode.InvalidArgument,
            "The built-in voice 'ada' was asked for; no clip may follow.", [StartOf("cloner", voice: "ada"), Piece(Clip(1))]
        },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task WhatIsNotAccepted_IsRefusedWithWhatWouldBe_AndTheServiceGoesOn(
        string what, StatusCode code, string message, Wire.EmbedRequest[] messages)
    {
        await using var host = await Start(
            new EchoEncoder(), ("SpeakerEmbedding:MaxClipBytes", "100000"), ("SpeakerEmbedding:MaxClipSeconds", "2"));

        Assert.Equal((what, new Status(code, message)), (what, await host.Fail(messages)));

        Assert.Equal(24_000, (await host.Embed(StartOf("cloner"), Piece(Clip(1)))).XVector[0]);
        Assert.DoesNotContain(host.Host.Log.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Clip_OverTheLimit_IsRefusedUntilAnotherHasEnded()
    {
        using var gate = new Gate();
        await using var host = await Start(new EchoEncoder(() => gate.Pass()), ("SpeakerEmbedding:MaxClips", "1"));
        var first = host.Embed(StartOf("cloner"), Piece(Clip(1)));
        await gate.Reached;

        Assert.Equal(
            new Status(StatusCode.ResourceExhausted, "Speaker embedding is busy with 1 clips; try again later."),
            await host.Fail(StartOf("cloner"), Piece(Clip(1))));

        gate.Open();
        Assert.Equal(24_000, (await first).XVector[0]);
        Assert.Equal(12_000, (await host.Embed(StartOf("cloner"), Piece(Clip(0.5)))).XVector[0]);
    }

    [Fact]
    public async Task ClientThatLeaves_FreesItsPlace()
    {
        using var gate = new Gate();
        await using var host = await Start(new EchoEncoder(() => gate.Pass()), ("SpeakerEmbedding:MaxClips", "1"));
        using (var call = host.Open())
        {
            await call.RequestStream.WriteAsync(StartOf("cloner"), Ct);
            await call.RequestStream.WriteAsync(Piece(Clip(1)), Ct);
            await call.RequestStream.CompleteAsync();
            await gate.Reached;
        }

        await host.Host.Probe.Cancelled;
        gate.Open();
        await host.Host.Probe.Ended;

        Assert.Equal(24_000, (await host.Embed(StartOf("cloner"), Piece(Clip(1)))).XVector[0]);
        Assert.DoesNotContain(host.Host.Log.Entries, entry => entry.Level >= LogLevel.Warning);
    }
}
