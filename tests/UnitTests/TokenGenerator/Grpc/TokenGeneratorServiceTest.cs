using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.TokenGenerator.Hosting;
using Qwen3Tts.UnitTests.ServiceDefaults;
using Public = Qwen3Tts.V1;
using Wire = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.TokenGenerator.Grpc;

public sealed class TokenGeneratorServiceTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FirstFrame_LeavesBeforeTheTextHasEnded()
    {
        await using var host = await Start(new EchoGenerator());
        using var call = Open(host);

        await call.RequestStream.WriteAsync(StartOf(), Ct);
        await call.RequestStream.WriteAsync(Tokens(5), Ct);
        Assert.True(await call.ResponseStream.MoveNext(Ct));
        Assert.Equal(new Wire.CodeFrames { FirstFrame = 0, Codes = { 7, 5 } }, call.ResponseStream.Current.Frames);
        await call.RequestStream.WriteAsync(Tokens(6), Ct);
        Assert.True(await call.ResponseStream.MoveNext(Ct));
        Assert.Equal(new Wire.CodeFrames { FirstFrame = 1, Codes = { 7, 6 } }, call.ResponseStream.Current.Frames);
        await call.RequestStream.WriteAsync(End(), Ct);

        Assert.True(await call.ResponseStream.MoveNext(Ct));
        Assert.Equal(
            new Wire.GenerateFinished { Reason = Public.FinishReason.Stop, Frames = 2 }, call.ResponseStream.Current.Finished);
        Assert.False(await call.ResponseStream.MoveNext(Ct));
    }

    [Fact]
    public async Task FrameLimit_EndsTheCallThoughTextStillComes()
    {
        await using var host = await Start(new EchoGenerator());
        var start = StartOf();
        start.Start.Sampling = new Public.Sampling { MaxFrames = 1 };
        using var call = Open(host);

        await call.RequestStream.WriteAsync(start, Ct);
        await call.RequestStream.WriteAsync(Tokens(5, 6), Ct);

        Assert.True(await call.ResponseStream.MoveNext(Ct));
        Assert.True(await call.ResponseStream.MoveNext(Ct));
        Assert.Equal(
            new Wire.GenerateFinished { Reason = Public.FinishReason.Length, Frames = 1 }, call.ResponseStream.Current.Finished);
        Assert.False(await call.ResponseStream.MoveNext(Ct));
        await host.Probe.Ended;
    }

    [Fact]
    public async Task Start_IsTheRequestThatTheModelGets()
    {
        var networks = new EchoGenerator();
        await using var host = await Start(networks, ("Engine:MaxFrames", "20"));
        var start = StartOf();
        start.Start.Mode = Public.Mode.CloneInContext;
        start.Start.Reference = new Wire.CodeFrames { Codes = { 1, 2, 3, 4 } };
        start.Start.Sampling = new Public.Sampling { Temperature = 0, TopK = 3, PredictorTopP = 0.5f };

        await Run(host, start, Tokens(1), End());

        var request = Assert.Single(networks.Requests);
        Assert.Equal(
            (SynthesisMode.CloneInContext, "english", null, TextDelivery.Streaming, 20, 7UL),
            (request.Mode, request.Language, request.Speaker, request.Delivery, request.MaxFrames, request.Seed));
        Assert.Equal(new SamplingParameters(0, 3, 1, 1.05f), request.Talker);
        Assert.Equal(new SamplingParameters(0.8f, 40, 0.5f, 1), request.Predictor);
        Assert.Equal([0.1f, 0.2f, 0.3f, 0.4f], request.Voice!.XVector);
        Assert.Equal([1, 2, 3, 4], request.Voice.ReferenceCodes!.Codes.ToArray());
        Assert.Equal([11, 12, 13], request.Prompt.Role);
    }

    [Fact]
    public async Task Calls_OutOfOrder_AreInvalid()
    {
        await using var host = await Start(new EchoGenerator());

        Assert.Equal("The first message of a call must be a start.", (await Fail(host)).Detail);
        Assert.Equal("The first message of a call must be a start.", (await Fail(host, Tokens(1))).Detail);
        Assert.Equal("After the start of a call every message must hold tokens.", (await Fail(host, StartOf(), StartOf())).Detail);
        Assert.Equal("The call's tokens stopped before a message with end set.", (await Fail(host, StartOf(), Tokens(1))).Detail);
    }

    [Fact]
    public async Task TextOverTheLimit_IsInvalid()
    {
        await using var host = await Start(new EchoGenerator(), ("Engine:MaxTokens", "3"));

        Assert.Equal(
            new Status(StatusCode.InvalidArgument, "The text has more than 3 tokens, which is the limit."),
            await Fail(host, StartOf(), Tokens(1, 2), Tokens(3, 4)));
    }

    [Fact]
    public async Task FullEngine_RefusesAtTheDoor()
    {
        await using var host = await Start(new EchoGenerator(), ("Engine:MaxUtterances", "1"), ("Engine:QueueLength", "0"));
        using var call = Open(host);
        await call.RequestStream.WriteAsync(StartOf(), Ct);
        await call.RequestStream.WriteAsync(Tokens(1), Ct);
        Assert.True(await call.ResponseStream.MoveNext(Ct));

        Assert.Equal(StatusCode.ResourceExhausted, (await Fail(host, StartOf())).StatusCode);
    }

    [Fact]
    public async Task ClientThatLeaves_CostsAtMostOneStepMore()
    {
        using var gate = new Gate();
        var networks = new EchoGenerator(_ => gate.Pass());
        await using var host = await Start(networks);
        using (var call = Open(host))
        {
            await call.RequestStream.WriteAsync(StartOf(), Ct);
            await call.RequestStream.WriteAsync(Tokens([.. Enumerable.Range(0, 90).Select(i => (uint)i)]), Ct);
            await gate.Reached;
        }

        await host.Probe.Ended;
        gate.Open();
        await host.App.StopAsync(Ct);
        await host.App.DisposeAsync();

        Assert.Single(networks.Steps);
        Assert.Equal(0, networks.Open);
        Assert.DoesNotContain(host.Log.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Describe_ListsEachModelWithItsModes()
    {
        var networks = new EchoGenerator();
        await using var host = await TestHost.Start(
            builder => builder.AddTokenGenerator(_ => [networks.Serve("b", ModelKind.CustomVoice), networks.Serve("a")]),
            app => app.MapTokenGenerator());
        await host.App.Services.GetRequiredService<ServiceReadiness>().WhenLoaded;

        var answer = await new Wire.TokenGenerator.TokenGeneratorClient(host.Channel).DescribeAsync(
            new Wire.DescribeTokenGeneratorRequest(), cancellationToken: Ct);

        Assert.Equal(["a", "b"], answer.Models.Select(model => model.Model.Name));
        Assert.Equal([4u, 0u], answer.Models.Select(model => model.XVectorSize));
        Assert.Equal([Public.Mode.CloneXVector, Public.Mode.CloneInContext], answer.Models[0].Model.Modes);
        Assert.Equal([Public.Mode.CustomVoice], answer.Models[1].Model.Modes);
        Assert.Equal(
            new Public.CodecFormat
            {
                Name = "codec", Groups = 2, CodebookSize = 100, FramesPerSecond = 10, SamplesPerFrame = 5, SampleRateHz = 50,
            },
            answer.Models[0].Model.Codec);
    }

    [Fact]
    public async Task StepThatDoesNotComeBack_MakesTheServiceStuckUntilItDoes()
    {
        using var gate = new Gate();
        await using var host = await Start(new EchoGenerator(_ => gate.Pass()), ("Health:RunLimit", "00:00:01"));
        using var call = Open(host);
        await call.RequestStream.WriteAsync(StartOf(), Ct);
        await call.RequestStream.WriteAsync(Tokens(1), Ct);
        await gate.Reached;

        await host.Until(ReadinessState.Stuck);
        gate.Open();
        await host.Until(ReadinessState.Ready);
    }

    private static async Task<TestHost> Start(EchoGenerator networks, params (string, string)[] settings)
    {
        var host = await TestHost.Start(
            builder => builder.AddTokenGenerator(_ => [networks.Serve()]), app => app.MapTokenGenerator(), settings);
        await host.App.Services.GetRequiredService<ServiceReadiness>().WhenLoaded;
        return host;
    }

    private static AsyncDuplexStreamingCall<Wire.GenerateRequest, Wire.GenerateResponse> Open(TestHost host) =>
        new Wire.TokenGenerator.TokenGeneratorClient(host.Channel).Generate(cancellationToken: Ct);

    private static async Task<List<Wire.GenerateResponse>> Run(TestHost host, params Wire.GenerateRequest[] messages)
    {
        using var call = Open(host);
        try
        {
            foreach (var message in messages)
                await call.RequestStream.WriteAsync(message, Ct);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // Refused before everything was sent: reading says why.
        }

        var responses = new List<Wire.GenerateResponse>();
        await foreach (var response in call.ResponseStream.ReadAllAsync(Ct))
            responses.Add(response);
        return responses;
    }

    private static async Task<Status> Fail(TestHost host, params Wire.GenerateRequest[] messages) =>
        (await Assert.ThrowsAsync<RpcException>(() => Run(host, messages))).Status;

    private static Wire.GenerateRequest StartOf() => new() { Start = RequestParserTest.Start() };

    private static Wire.GenerateRequest Tokens(params uint[] ids) => new() { Tokens = new Wire.TextTokens { Ids = { ids } } };

    private static Wire.GenerateRequest End() => new() { Tokens = new Wire.TextTokens { End = true } };
}
