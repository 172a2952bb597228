using System.Runtime.InteropServices;
using CsCheck;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Qwen3Tts.AcousticDecoder.Decoding;
using Qwen3Tts.AcousticDecoder.Hosting;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.UnitTests.ServiceDefaults;
using Frames = Qwen3Tts.Speech.Codec.CodeFrames;
using Wire = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.AcousticDecoder.Grpc;

public sealed class AcousticDecoderServiceTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Frames_HoweverSplit_GiveTheSamplesOfOneDecode()
    {
        await using var host = await Start(new CountingDecoder());
        var splits = Gen.Select(Gen.Int[0, 9].Array[3].Array[0, 20], Gen.Int[0, 7].Array[1, 12], Gen.Int[0, 5]);

        await splits.SampleAsync(
            async split =>
            {
                var (frames, lengths, context) = split;
                var all = new Frames(3, [.. frames.SelectMany(codes => codes)]);
                context = Math.Min(context, all.Count);
                var pieces = new List<Wire.CodeFrames>();
                var first = context;
                foreach (var length in lengths.Append(all.Count).Select(length => Math.Min(length, all.Count - first)))
                {
                    pieces.Add(ToWire(all, first, length, first - context));
                    first += length;
                }

                var samples = await Decode(host, ToWire(all, 0, context, 0), pieces);

                Assert.Equal(CountingDecoder.Expected(all, 0)[(context * 5)..], samples);
            },
            iter: 40, threads: 1);
    }

    [Fact]
    public async Task SecondMessage_IsAnsweredBeforeTheThirdIsSent()
    {
        await using var host = await Start(new CountingDecoder());
        using var call = Open(host);
        await call.RequestStream.WriteAsync(StartOf("counting"), Ct);

        for (uint frame = 0; frame < 3; frame++)
        {
            await call.RequestStream.WriteAsync(Message(frame, 1, 2, 3), Ct);
            Assert.True(await call.ResponseStream.MoveNext(Ct));
            Assert.Equal(frame * 5, call.ResponseStream.Current.FirstSample);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Ct));
    }

    [Theory]
    [InlineData(0, new uint[] { 1, 2 }, "2 codes came; a frame of counting has 3.")]
    [InlineData(0, new uint[] { 1, 2, 10 }, "Code 10, in group 2 of frame 0, is not below 10, the size of the codebooks of counting.")]
    [InlineData(0, new uint[] { 1, 2, 3, 4, uint.MaxValue, 6 }, "Code 4294967295, in group 1 of frame 1, is not below 10, the size of the codebooks of counting.")]
    [InlineData(1, new uint[] { 1, 2, 3 }, "Frame 0 is next, but frame 1 came.")]
    [InlineData(0, new uint[] { 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3 }, "5 frames came at once; at most 4 may.")]
    public async Task Frames_ThatAreNotOfTheCodec_AreInvalid(uint first, uint[] codes, string expected)
    {
        await using var host = await Start(new CountingDecoder(), ("Decoder:MaxFramesPerMessage", "4"), ("Decoder:MaxContextFrames", "4"));

        var inMessage = await Fail(host, StartOf("counting"), Message(first, codes));
        var inContext = await Fail(host, StartOf("counting", Message(first, codes).Frames));

        Assert.Equal(new Status(StatusCode.InvalidArgument, expected), inMessage);
        Assert.Equal(new Status(StatusCode.InvalidArgument, expected), inContext);
    }

    [Fact]
    public async Task Calls_OutOfOrder_AreInvalid()
    {
        await using var host = await Start(new CountingDecoder());

        Assert.Equal("The first message of a call must be a start.", (await Fail(host)).Detail);
        Assert.Equal("The first message of a call must be a start.", (await Fail(host, Message(0, 1, 2, 3))).Detail);
        Assert.Equal(
            "After the start of a call every message must hold frames.", (await Fail(host, StartOf("counting"), StartOf("counting"))).Detail);
    }

    [Fact]
    public async Task UnknownModel_IsNotFoundAndTheServedAreListed()
    {
        await using var host = await Start(new CountingDecoder());

        Assert.Equal(
            new Status(StatusCode.NotFound, "There is no model 'other'; served are: counting."), await Fail(host, StartOf("other")));
    }

    [Fact]
    public async Task Utterance_OverTheLimit_IsRefusedUntilAnotherHasEnded()
    {
        await using var host = await Start(new CountingDecoder(), ("Decoder:MaxUtterances", "1"));
        using (var first = Open(host))
        {
            await first.RequestStream.WriteAsync(StartOf("counting"), Ct);
            await first.RequestStream.WriteAsync(Message(0, 1, 2, 3), Ct);
            Assert.True(await first.ResponseStream.MoveNext(Ct));

            Assert.Equal(
                new Status(StatusCode.ResourceExhausted, "The acoustic decoder is busy with 1 utterances; try again later."),
                await Fail(host, StartOf("counting")));

            await first.RequestStream.CompleteAsync();
            Assert.False(await first.ResponseStream.MoveNext(Ct));
        }

        Assert.Equal(5, (await Decode(host, null, [Message(0, 1, 2, 3).Frames])).Length);
    }

    [Fact]
    public async Task ClientThatLeaves_CostsNoMoreThanTheTurnThatRuns()
    {
        using var gate = new Gate();
        var decoder = new CountingDecoder(_ => gate.Pass());
        await using var host = await Start(decoder, ("Decoder:FramesPerTurn", "1"));
        using (var call = Open(host))
        {
            await call.RequestStream.WriteAsync(StartOf("counting"), Ct);
            await call.RequestStream.WriteAsync(Message(0, 1, 0, 0, 1, 0, 0, 1, 0, 0), Ct);
            await gate.Reached;
        }

        await host.Probe.Cancelled;
        gate.Open();
        await host.Probe.Ended;

        Assert.Equal([1], decoder.Turns);
        Assert.Equal(0, decoder.Open);
        Assert.DoesNotContain(host.Log.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task TurnThatDoesNotComeBack_MakesTheServiceStuckUntilItDoes()
    {
        using var gate = new Gate();
        await using var host = await Start(new CountingDecoder(_ => gate.Pass()), ("Health:RunLimit", "00:00:01"));
        using var call = Open(host);
        await call.RequestStream.WriteAsync(StartOf("counting"), Ct);
        await call.RequestStream.WriteAsync(Message(0, 1, 2, 3), Ct);
        await gate.Reached;

        await host.Until(ReadinessState.Stuck);
        gate.Open();
        await host.Until(ReadinessState.Ready);
    }

    private static async Task<TestHost> Start(CountingDecoder decoder, params (string, string)[] settings)
    {
        var host = await TestHost.Start(
            builder => builder.AddAcousticDecoder(_ => new Dictionary<string, IFrameDecoder> { ["counting"] = decoder }),
            app => app.MapAcousticDecoder(),
            settings);
        await host.App.Services.GetRequiredService<ServiceReadiness>().WhenLoaded;
        return host;
    }

    private static AsyncDuplexStreamingCall<Wire.DecodeRequest, Wire.DecodeResponse> Open(TestHost host) =>
        new Wire.AcousticDecoder.AcousticDecoderClient(host.Channel).Decode(cancellationToken: Ct);

    private static async Task<float[]> Decode(TestHost host, Wire.CodeFrames? context, IEnumerable<Wire.CodeFrames> pieces)
    {
        using var call = Open(host);
        await call.RequestStream.WriteAsync(StartOf("counting", context), Ct);
        foreach (var piece in pieces)
            await call.RequestStream.WriteAsync(new Wire.DecodeRequest { Frames = piece }, Ct);
        await call.RequestStream.CompleteAsync();
        var samples = new List<float>();
        await foreach (var response in call.ResponseStream.ReadAllAsync(Ct))
        {
            Assert.Equal((ulong)samples.Count, response.FirstSample);
            samples.AddRange(MemoryMarshal.Cast<byte, float>(response.Samples.Span));
        }

        return [.. samples];
    }

    private static async Task<Status> Fail(TestHost host, params Wire.DecodeRequest[] messages)
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

        return (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Ct))).Status;
    }

    private static Wire.DecodeRequest StartOf(string model, Wire.CodeFrames? context = null) =>
        new() { Start = new Wire.DecodeStart { Model = model, UtteranceId = "u", Context = context } };

    private static Wire.DecodeRequest Message(uint first, params uint[] codes) =>
        new() { Frames = new Wire.CodeFrames { FirstFrame = first, Codes = { codes } } };

    private static Wire.CodeFrames ToWire(Frames all, int first, int count, int index) => new()
    {
        FirstFrame = (uint)index,
        Codes = { all.Codes.Slice(first * 3, count * 3).ToArray().Select(code => (uint)code) },
    };
}
