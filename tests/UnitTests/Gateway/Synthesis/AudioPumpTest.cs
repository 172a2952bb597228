using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Output;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Pumps;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.UnitTests.Gateway.Synthesis;

public sealed class AudioPumpTest
{
    private static readonly Utterance Utterance = new(
        "id",
        new ModelDescription("actors", ModelKind.CustomVoice, [], ["Ryan"], false, 0, new CodecFormat("fake", 1, 10, 24000, 1)),
        SynthesisMode.CustomVoice, "auto", "Ryan", null, "", TextDelivery.Whole, new SamplingOverrides(), 1, AudioEncoding.PcmF32);

    private readonly SlowClient _client = new();
    private readonly Decoding _decoding = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Samples_AreAskedForOnlyWhenTheClientHasTakenThoseBefore()
    {
        var (buffer, audio) = Pumps();
        buffer.End(new GenerationEnd(FinishReason.Stop));

        var running = audio.RunAsync(Ct);
        for (var taken = 1; taken <= 3; taken++)
        {
            await _client.Offered.WaitAsync(Ct);
            Assert.Equal(taken, _decoding.Asked);
            _client.Taken.Release();
        }

        await running;
        Assert.Equal((FinishReason.Stop, 0L, 3L), _client.Finished);
    }

    [Fact]
    public async Task Samples_ThatEndBeforeTheFrames_AreAFaultAndNoEnd()
    {
        var (_, audio) = Pumps();
        _client.Taken.Release(3);

        var error = await Assert.ThrowsAsync<SpeechException>(() => audio.RunAsync(Ct));

        Assert.Equal(SpeechErrorKind.Internal, error.Kind);
        Assert.Null(_client.Finished);
    }

    private (FrameBuffer Buffer, AudioPump Audio) Pumps()
    {
        var metrics = new GatewayMetrics(
            new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        var buffer = new FrameBuffer(groups: 1, held: 0);
        var clock = new PlaybackClock(24_000, 0, TimeProvider.System);
        var timer = new UtteranceTimer(Utterance, "local", 0, metrics, TimeProvider.System, null);
        var plan = new StretchPlan(Utterance.Model.Codec, ProsodySettings.Neutral);
        var frames = new FramePump(new RepeatableGenerating(null!, Utterance, default, null!), buffer, plan, new StretchHandover());
        var output = new OutputChain(Utterance.Encoding, new FadeOut(1), null, plan);
        return (buffer, new AudioPump(Utterance, frames, buffer, clock, plan, output, new RestartableDecoding(() => throw new NotSupportedException(), _decoding), _client, timer));
    }

    private sealed class SlowClient : IUtteranceClient
    {
        public SemaphoreSlim Offered { get; } = new(0);

        public SemaphoreSlim Taken { get; } = new(0);

        public (FinishReason Reason, long Frames, long Samples)? Finished { get; private set; }

        public bool HasCancelled => false;

        public IAsyncEnumerable<TextPiece> ReadTextAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task ReadToEndAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task SendStartedAsync(Utterance utterance) => Task.CompletedTask;

        public Task SendAudioAsync(ReadOnlyMemory<byte> pcm, long firstSample)
        {
            Offered.Release();
            return Taken.WaitAsync(Ct);
        }

        public Task SendMarkAsync(SpokenMark mark) => throw new NotSupportedException();

        public Task SendWarningAsync(string message) => throw new NotSupportedException();

        public Task SendFinishedAsync(FinishReason reason, long frames, long samples, int retries)
        {
            Finished = (reason, frames, samples);
            return Task.CompletedTask;
        }
    }

    private sealed class Decoding : IDecoding
    {
        public int Asked { get; private set; }

        public Task StartAsync(CodeFrames? context, int before, CancellationToken cancellation) => Task.CompletedTask;

        public Task SendAsync(CodeFrames frames, long firstFrame, CancellationToken cancellation) => Task.CompletedTask;

        public Task EndAsync() => Task.CompletedTask;

        public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSamplesAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            for (var i = 0; i < 3; i++)
            {
                Asked++;
                await Task.Yield();
                yield return new byte[sizeof(float)];
            }
        }

        public Task Leaving => new TaskCompletionSource().Task;

        public Task<bool> AnswersAsync() => Task.FromResult(true);

        public bool HasOther => false;

        public bool HasRoomElsewhere => false;

        public void Abandon()
        {
        }

        public void Dispose()
        {
        }
    }
}
