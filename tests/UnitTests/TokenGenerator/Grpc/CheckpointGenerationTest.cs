using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Voices;
using Qwen3Tts.TokenGenerator.Hosting;
using Qwen3Tts.UnitTests.Modeling;
using Qwen3Tts.UnitTests.ServiceDefaults;
using Public = Qwen3Tts.V1;
using Wire = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.TokenGenerator.Grpc;

public sealed class CheckpointGenerationTest : IDisposable
{
    private const int MaxFrames = 24;

    private readonly GoldenCheckpoint _golden = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _golden.Dispose();

    [Fact]
    public async Task Utterances_AtATimeAndTheirTextInPieces_AreThoseMadeAlone()
    {
        await using var host = await StartHost();

        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Generate(host, Start((ulong)i), pieces: 1 + (3 * i))));

        for (var i = 0; i < together.Length; i++)
            Assert.Equal(GenerateAlone((ulong)i), together[i]);
        Assert.NotEqual(together[0], together[1]);
        Assert.DoesNotContain(host.Log.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Start_WithoutAPrecision_LogsWhichWasChosenAndWhy()
    {
        using (var checkpoint = _golden.Open())
        {
            VerifiedPrecisions.Add(checkpoint, cacheFolder: null, new PrecisionOutcome("int4", [
                .. Enum.GetValues<NetworkPart>().Select(part => new PartAgreement(part, 0.9, 0.015, 500)),
            ]));
        }

        await using var host = await StartHost();

        Assert.Contains(host.Log.Entries, entry => entry.Text.Contains(
            "Model golden has its weights in int4: of those verified on this checkpoint the fastest that passed, 0.0150 nats (talker)", StringComparison.Ordinal));
        var description = await new Wire.TokenGenerator.TokenGeneratorClient(host.Channel).DescribeAsync(new(), cancellationToken: Ct);
        Assert.Contains(description.Models, model => model.Fingerprint.EndsWith("-int4", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("klingon", "", StatusCode.NotFound, "english")]
    [InlineData("english", "custom", StatusCode.FailedPrecondition, "CloneXVector")]
    public async Task Request_ThatTheModelCannotServe_IsRefusedAndSaysWhatIsThere(
        string language, string mode, StatusCode expected, string named)
    {
        await using var host = await StartHost();
        var start = Start(0);
        start.Language = language;
        if (mode is "custom")
            start.Mode = Public.Mode.CustomVoice;

        var error = await Assert.ThrowsAsync<RpcException>(() => Generate(host, start, 1));

        Assert.Equal(expected, error.StatusCode);
        Assert.Contains(named, error.Status.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(await Generate(host, Start(0), 1));
    }

    private async Task<TestHost> StartHost()
    {
        var host = await TestHost.Start(
            builder => builder.AddTokenGenerator(),
            app => app.MapTokenGenerator(),
            ("Models:Checkpoints:0", $"golden={_golden.Folder}"),
            ("Models:Threads", "1"));
        await host.App.Services.GetRequiredService<ServiceReadiness>().WhenLoaded;
        return host;
    }

    private Wire.GenerateStart Start(ulong seed)
    {
        using var checkpoint = _golden.Open();
        return new Wire.GenerateStart
        {
            Model = "golden",
            Mode = Public.Mode.CloneXVector,
            Language = "english",
            XVector = { XVector(checkpoint.Describe().XVectorSize) },
            Prompt = new Wire.PromptTokens { Role = { 1, 2, 3 } },
            TextDelivery = Public.TextDelivery.Streaming,
            Sampling = new Public.Sampling { MaxFrames = MaxFrames },
            Seed = seed,
        };
    }

    private static int[] Words(ulong seed) => [.. Enumerable.Range(0, 10).Select(i => 40 + (7 * i) + (int)seed)];

    private static float[] XVector(int width) => [.. Enumerable.Range(0, width).Select(i => MathF.Sin(i))];

    private static async Task<int[]> Generate(TestHost host, Wire.GenerateStart start, int pieces)
    {
        using var call = new Wire.TokenGenerator.TokenGeneratorClient(host.Channel).Generate(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(new Wire.GenerateRequest { Start = start }, Ct);
        foreach (var piece in Words(start.Seed).Chunk(1 + (10 / pieces)))
            await Write(new Wire.TextTokens { Ids = { piece.Select(id => (uint)id) } });
        await Write(new Wire.TextTokens { End = true });
        var codes = new List<int>();
        await foreach (var response in call.ResponseStream.ReadAllAsync(Ct))
            codes.AddRange((response.Frames?.Codes ?? []).Select(code => (int)code));
        return [.. codes];

        async Task Write(Wire.TextTokens tokens)
        {
            try
            {
                await call.RequestStream.WriteAsync(new Wire.GenerateRequest { Tokens = tokens }, Ct);
            }
            catch (RpcException)
            {
                // Refused before everything was sent: reading says why.
            }
        }
    }

    /// <summary>The same utterance by the networks themselves, its text given at once.</summary>
    private int[] GenerateAlone(ulong seed)
    {
        using var checkpoint = _golden.Open();
        using var generator = FrameGenerator.Load(checkpoint, new SessionSettings(Threads: 1, Precision: PrecisionChoice.Default));
        using var utterance = generator.Start(new GenerationRequest(
            SynthesisMode.CloneXVector,
            "english",
            Speaker: null,
            new VoiceEmbedding(XVector(generator.Description.XVectorSize), ReferenceCodes: null),
            new PromptTokens([1, 2, 3], [], []),
            TextDelivery.Streaming,
            checkpoint.Generation.Talker,
            checkpoint.Generation.Predictor,
            MaxFrames,
            seed));
        utterance.Append(Words(seed));
        utterance.End();
        var codes = new List<int>();
        var frame = new int[generator.Description.Codec.Groups];
        while (utterance.Step(frame))
            codes.AddRange(frame);
        return [.. codes];
    }
}
