using System.Net.Sockets;
using Grpc.Core;
using Qwen3Tts.ServiceDefaults.Errors;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.ServiceDefaults.Errors;

public sealed class RpcErrorsTest
{
    public static TheoryData<SpeechErrorKind> Kinds => [.. Enum.GetValues<SpeechErrorKind>()];

    [Theory]
    [InlineData(SpeechErrorKind.Invalid, StatusCode.InvalidArgument)]
    [InlineData(SpeechErrorKind.NotFound, StatusCode.NotFound)]
    [InlineData(SpeechErrorKind.AlreadyExists, StatusCode.AlreadyExists)]
    [InlineData(SpeechErrorKind.Unsupported, StatusCode.FailedPrecondition)]
    [InlineData(SpeechErrorKind.Unauthenticated, StatusCode.Unauthenticated)]
    [InlineData(SpeechErrorKind.Denied, StatusCode.PermissionDenied)]
    [InlineData(SpeechErrorKind.Exhausted, StatusCode.ResourceExhausted)]
    [InlineData(SpeechErrorKind.Unavailable, StatusCode.Unavailable)]
    [InlineData(SpeechErrorKind.Cancelled, StatusCode.Cancelled)]
    [InlineData(SpeechErrorKind.DeadlineExceeded, StatusCode.DeadlineExceeded)]
    [InlineData(SpeechErrorKind.Internal, StatusCode.Internal)]
    public void Kind_ToRpc_HasItsStatus(SpeechErrorKind kind, StatusCode expected) =>
        Assert.Equal(expected, RpcErrors.ToRpc(new SpeechException(kind, "why")).StatusCode);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kind_ThereAndBack_Survives(SpeechErrorKind kind) =>
        Assert.Equal(kind, RpcErrors.ToSpeech(RpcErrors.ToRpc(new SpeechException(kind, "why")), "text-frontend").Kind);

    [Fact]
    public void NoCapacity_ThereAndBack_SaysWhenToTryAgain()
    {
        var told = new SpeechException(SpeechErrorKind.Exhausted, "full") { RetryAfter = TimeSpan.FromSeconds(3) };

        Assert.Equal(TimeSpan.FromSeconds(3), RpcErrors.ToSpeech(RpcErrors.ToRpc(told), "token-generator").RetryAfter);
        Assert.Equal(
            RpcErrors.DefaultRetryAfter, RpcErrors.ToSpeech(RpcErrors.ToRpc(SpeechException.Exhausted("full")), "token-generator").RetryAfter);
    }

    [Fact]
    public void NoCapacity_WithDetailsThatAreNone_IsStillNoCapacity()
    {
        var error = new RpcException(
            new Status(StatusCode.ResourceExhausted, "full"), new Metadata { { "grpc-status-details-bin", new byte[] { 255, 1, 2 } } });

        Assert.Equal((SpeechErrorKind.Exhausted, null), (RpcErrors.ToSpeech(error, "x").Kind, RpcErrors.ToSpeech(error, "x").RetryAfter));
    }

    [Theory]
    [InlineData(SpeechErrorKind.Invalid)]
    [InlineData(SpeechErrorKind.NotFound)]
    [InlineData(SpeechErrorKind.Unsupported)]
    [InlineData(SpeechErrorKind.Exhausted)]
    public void CallersError_ThereAndBack_KeepsItsMessage(SpeechErrorKind kind) =>
        Assert.Equal("why", RpcErrors.ToSpeech(RpcErrors.ToRpc(new SpeechException(kind, "why")), "text-frontend").Message);

    [Fact]
    public void Fault_ToRpc_TellsNothingOfOurs() =>
        Assert.Equal(
            RpcErrors.InternalMessage,
            RpcErrors.ToRpc(new SpeechException(SpeechErrorKind.Internal, "/srv/models/secret is torn")).Status.Detail);

    [Fact]
    public void RefusedConnection_ToSpeech_NamesTheServiceAndNotItsAddress()
    {
        // As the client reports it where it balances over addresses.
        var error = new RpcException(new Status(
            StatusCode.Unavailable, "Error connecting to subchannel.", new SocketException((int)SocketError.ConnectionRefused)));

        Assert.Equal("The service 'acoustic-decoder' is not there.", RpcErrors.ToSpeech(error, "acoustic-decoder").Message);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Unknown)]
    public void BrokenConnection_ToSpeech_NamesTheServiceAndNotItsAddress(StatusCode code)
    {
        var error = new RpcException(new Status(code, "10.0.0.7:5101 refused", new HttpRequestException("10.0.0.7:5101 refused")));

        var speech = RpcErrors.ToSpeech(error, "acoustic-decoder");

        Assert.Equal(SpeechErrorKind.Unavailable, speech.Kind);
        Assert.Equal("The service 'acoustic-decoder' is not there.", speech.Message);
    }

    [Fact]
    public void ServiceThatIsLoading_ToSpeech_NamesItAndSaysWhy()
    {
        var speech = RpcErrors.ToSpeech(new RpcException(new Status(StatusCode.Unavailable, "still loading")), "token-generator");

        Assert.Equal("The service 'token-generator' is not available: still loading", speech.Message);
    }
}
