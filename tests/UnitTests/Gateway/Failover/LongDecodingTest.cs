using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Failover;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;

namespace Qwen3Tts.UnitTests.Gateway.Failover;

/// <summary>However long an utterance is, its next decoder is sent no more of it than it can look back to.</summary>
public sealed class LongDecodingTest : IDisposable
{
    private static readonly Utterance Utterance = new(
        "id",
        new ModelDescription("actors", ModelKind.CustomVoice, [], ["Ryan"], false, 0, new CodecFormat("fake", 1, 10_000, 1000, 1)),
        SynthesisMode.CustomVoice, "auto", "Ryan", null, "", TextDelivery.Streaming, new SamplingOverrides(), 1, AudioEncoding.PcmF32);

    private readonly Measurements _measured = new(GatewayMetrics.Source);
    private readonly GatewayMetrics _metrics;
    private readonly FailoverPolicy _policy;
    private readonly Workers _workers = new();

    public LongDecodingTest()
    {
        _metrics = new GatewayMetrics(_measured.Factory);
        _policy = new FailoverPolicy(Options.Create(new FailoverOptions()), _metrics, TimeProvider.System, NullLogger<FailoverPolicy>.Instance);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 100, 100, 0)]
    [InlineData(50, 100, 150, 0)]
    [InlineData(50, 2030, 2048, 32)]
    [InlineData(50, 5000, 2048, 3002)]
    public async Task NextDecoder_IsSentTheEndOfWhatWasDecoded(int reference, int decoded, int context, int before)
    {
        using var stream = new FailoverDecoding(_workers, Utterance, new CallLimits(null, Ct), _policy, _workers.Open());
        CodeFrames clip = Frames(7000, reference), own = Frames(0, decoded);
        await stream.StartAsync(reference > 0 ? clip : null, before: 0, Ct);
        await stream.SendAsync(own, 0, Ct);
        await using var samples = stream.ReadSamplesAsync(Ct).GetAsyncEnumerator(Ct);
        _workers.Last.Give(decoded);
        Assert.True(await samples.MoveNextAsync());

        var next = samples.MoveNextAsync().AsTask();
        _workers.Last.Lose();
        await Eventually.Until(() => _workers.Opened.Count is 2 && _workers.Last.Started is not null);
        await stream.SendAsync(Frames(9000, 1), decoded, Ct);
        _workers.Last.Give(1);

        Assert.True(await next);
        Assert.Equal((context, before), (_workers.Last.Started!.Value.Context!.Count, _workers.Last.Started.Value.Before));
        int[] all = [.. clip.Codes, .. own.Codes];
        Assert.Equal(all[^context..], _workers.Last.Started.Value.Context!.Codes.ToArray());
    }

    public void Dispose()
    {
        _policy.Dispose();
        _metrics.Dispose();
        _measured.Dispose();
    }

    private static CodeFrames Frames(int first, int count) => new(1, [.. Enumerable.Range(first, count)]);

    private sealed class Workers : IStages
    {
        public List<Decoding> Opened { get; } = [];

        public Decoding Last => Opened[^1];

        public Decoding Open()
        {
            Opened.Add(new Decoding());
            return Last;
        }

        public ValueTask<IDecoding> OpenDecodingAsync(Utterance utterance, CallLimits limits, bool goesOn = false) => ValueTask.FromResult<IDecoding>(Open());

        public ValueTask<ITokenizing> OpenTokenizingAsync(Utterance utterance, CallLimits limits) => throw new NotSupportedException();

        public ValueTask<IGenerating> OpenGeneratingAsync(Utterance utterance, CallLimits limits, bool goesOn = false) => throw new NotSupportedException();

        public IGenerating? OpenBeside(IGenerating first, Utterance utterance, CallLimits limits) => throw new NotSupportedException();
    }

    private sealed class Decoding : IDecoding
    {
        private readonly Channel<ReadOnlyMemory<byte>> _samples = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();

        public (CodeFrames? Context, int Before)? Started { get; private set; }

        public Task Leaving { get; } = new TaskCompletionSource().Task;

        public bool HasOther => true;

        public bool HasRoomElsewhere => false;

        public Task<bool> AnswersAsync() => Task.FromResult(true);

        public void Give(int samples) => _samples.Writer.TryWrite(new byte[samples * sizeof(float)]);

        public void Lose() => _samples.Writer.TryComplete(SpeechException.Unavailable("It died."));

        public Task StartAsync(CodeFrames? context, int before, CancellationToken cancellation)
        {
            Started = (context, before);
            return Task.CompletedTask;
        }

        public Task SendAsync(CodeFrames frames, long firstFrame, CancellationToken cancellation) => Task.CompletedTask;

        public Task EndAsync() => Task.CompletedTask;

        public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSamplesAsync(CancellationToken cancellation) => _samples.Reader.ReadAllAsync(cancellation);

        public void Abandon()
        {
        }

        public void Dispose() => _samples.Writer.TryComplete(SpeechException.Unavailable("It was let go."));
    }
}
