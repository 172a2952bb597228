using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Gateway.Admission;
using Qwen3Tts.Gateway.Grpc;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Grpc;

public sealed class UtteranceClientTest
{
    private readonly FakeTimeProvider _time = new();
    private readonly Channel<SynthesizeRequest> _requests = Channel.CreateUnbounded<SynthesizeRequest>();
    private readonly UtteranceClient _client;

    public UtteranceClientTest() => _client = new UtteranceClient(
        new Requests(_requests.Reader), new Unread(), new AdmissionOptions { TextIdle = TimeSpan.FromSeconds(20), ReadIdle = TimeSpan.FromSeconds(30) }, _time);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryPiece_HasTheIdleTimeAnew_AndSilenceEndsTheUtterance()
    {
        await using var pieces = _client.ReadTextAsync(Ct).GetAsyncEnumerator(Ct);
        for (var i = 0; i < 3; i++)
        {
            var next = pieces.MoveNextAsync();
            _time.Advance(TimeSpan.FromSeconds(19));
            _requests.Writer.TryWrite(new SynthesizeRequest { Text = "a" });
            Assert.True(await next);
        }

        var silent = pieces.MoveNextAsync();
        _time.Advance(TimeSpan.FromSeconds(20));

        var error = await Assert.ThrowsAsync<SpeechException>(silent.AsTask);
        Assert.Equal(SpeechErrorKind.DeadlineExceeded, error.Kind);
    }

    [Fact]
    public async Task Client_ThatTakesNothing_IsGivenUp()
    {
        var sending = _client.SendAudioAsync(new byte[8], 0);
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(sending.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<SpeechException>(() => sending);

        Assert.Equal(SpeechErrorKind.DeadlineExceeded, error.Kind);
        Assert.Equal("Nothing was taken for 30 s; read what is sent as it comes, or cancel (Gateway:ReadIdle).", error.Message);
    }

    [Fact]
    public async Task AfterTheText_SilenceIsWhatIsExpected()
    {
        _requests.Writer.TryWrite(new SynthesizeRequest { End = new SynthesizeEnd() });
        Assert.Empty(await _client.ReadTextAsync(Ct).ToListAsync(Ct));

        var waiting = _client.ReadToEndAsync(Ct);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(waiting.IsCompleted);
        _requests.Writer.Complete();

        await waiting;
        Assert.False(_client.HasCancelled);
    }

    private sealed class Requests(ChannelReader<SynthesizeRequest> reader) : IAsyncStreamReader<SynthesizeRequest>
    {
        public SynthesizeRequest Current { get; private set; } = null!;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await reader.WaitToReadAsync(cancellationToken))
                return false;
            Current = await reader.ReadAsync(cancellationToken);
            return true;
        }
    }

    /// <summary>A client that takes nothing.</summary>
    private sealed class Unread : IServerStreamWriter<SynthesizeResponse>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(SynthesizeResponse message) => new TaskCompletionSource().Task;
    }
}
