using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Internal.V1;
using Qwen3Tts.ServiceDefaults.Errors;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;

namespace Qwen3Tts.UnitTests.ServiceDefaults.Errors;

public sealed class SpeechErrorInterceptorTest : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly TestHost.RecordedLog _log = new();
    private readonly Measurements _measured = new("errors");

    public void Dispose() => _measured.Dispose();

    public static TheoryData<string> CallKinds => ["unary", "client", "server", "duplex"];

    [Theory]
    [MemberData(nameof(CallKinds))]
    public async Task EveryCallKind_HandlerThrows_AnswersItsStatus(string kind)
    {
        var error = await Fail(SpeechException.NotFound("no voice 'x'; there is 'y'"), new FakeCall(), kind);

        Assert.Equal(new Status(StatusCode.NotFound, "no voice 'x'; there is 'y'"), error.Status);
    }

    [Theory]
    [MemberData(nameof(CallKinds))]
    public async Task EveryCallKind_HandlerThrowsSomethingElse_AnswersInternalAndLogsIt(string kind)
    {
        var fault = new InvalidOperationException("key 42 of table secrets");

        var error = await Fail(fault, new FakeCall(), kind);

        Assert.Equal(new Status(StatusCode.Internal, RpcErrors.InternalMessage), error.Status);
        var entry = Assert.Single(_log.Entries);
        Assert.Equal(LogLevel.Error, entry.Level);
        Assert.Same(fault, entry.Error);
        Assert.Equal([1], _measured.Of("qwen3tts.errors"));
    }

    [Fact]
    public async Task Cancellation_BeforeTheDeadline_IsCancelledAndNoErrorInTheLog()
    {
        var call = new FakeCall(new CancellationToken(canceled: true), _time.GetUtcNow().UtcDateTime.AddSeconds(1));

        Assert.Equal(StatusCode.Cancelled, (await Fail(new OperationCanceledException(), call)).StatusCode);
        Assert.DoesNotContain(_log.Entries, entry => entry.Level > LogLevel.Debug);
    }

    [Fact]
    public async Task Cancellation_AtTheDeadline_IsDeadlineExceededAndNoErrorInTheLog()
    {
        var call = new FakeCall(new CancellationToken(canceled: true), _time.GetUtcNow().UtcDateTime.AddSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Fail(new OperationCanceledException(), call)).StatusCode);
        Assert.DoesNotContain(_log.Entries, entry => entry.Level > LogLevel.Debug);
    }

    [Theory]
    [InlineData(true, StatusCode.Cancelled)]
    [InlineData(false, StatusCode.Internal)]
    public async Task BrokenStream_IsTheCallersDoingOnlyWhenItLeft(bool left, StatusCode expected) =>
        Assert.Equal(expected, (await Fail(new IOException("reset"), new FakeCall(new CancellationToken(left)))).StatusCode);

    [Fact]
    public async Task CallersMistake_IsNoErrorInTheLog()
    {
        await Fail(SpeechException.Invalid("empty text"), new FakeCall());

        Assert.DoesNotContain(_log.Entries, entry => entry.Level > LogLevel.Information);
        Assert.DoesNotContain(_log.Entries, entry => entry.Text.Contains("empty text", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BrokenProtobuf_IsInvalid()
    {
        var broken = Assert.Throws<InvalidProtocolBufferException>(() => CodeFrames.Parser.ParseFrom(new byte[] { 0xff }));

        Assert.Equal(StatusCode.InvalidArgument, (await Fail(broken, new FakeCall())).StatusCode);
    }

    [Fact]
    public async Task ServersOwnRefusal_PassesUnchanged()
    {
        var refusal = new RpcException(new Status(StatusCode.ResourceExhausted, "message too large"));

        Assert.Same(refusal, await Fail(refusal, new FakeCall()));
    }

    [Fact]
    public async Task ClientsError_ThatNobodyTranslated_IsAFault()
    {
        var leaked = new RpcException(new Status(StatusCode.Unavailable, "10.0.0.7:5101", new HttpRequestException()));

        Assert.Equal(new Status(StatusCode.Internal, RpcErrors.InternalMessage), (await Fail(leaked, new FakeCall())).Status);
    }

    private async Task<RpcException> Fail(Exception error, ServerCallContext context, string kind = "duplex")
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_log).SetMinimumLevel(LogLevel.Debug));
        Interceptor interceptor = new SpeechErrorInterceptor(_time, new ErrorMetrics(_measured.Factory), loggers.CreateLogger<SpeechErrorInterceptor>());
        return await Assert.ThrowsAsync<RpcException>(() => kind switch
        {
            "unary" => interceptor.UnaryServerHandler<string, string>("", context, (_, _) => throw error),
            "client" => interceptor.ClientStreamingServerHandler<string, string>(null!, context, (_, _) => throw error),
            "server" => interceptor.ServerStreamingServerHandler<string, string>("", null!, context, (_, _, _) => throw error),
            _ => interceptor.DuplexStreamingServerHandler<string, string>(null!, null!, context, (_, _, _) => throw error),
        });
    }
}
