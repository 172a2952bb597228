using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Output;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;

namespace Qwen3Tts.UnitTests.Gateway.Telemetry;

public sealed class UtteranceTimerTest : IDisposable
{
    private static readonly Utterance Utterance = new(
        "id",
        new ModelDescription("actors", ModelKind.CustomVoice, [], ["Ryan"], false, 0, new CodecFormat("fake", 1, 10, 1000, 1)),
        SynthesisMode.CustomVoice, "auto", "Ryan", null, "", TextDelivery.Whole, new SamplingOverrides(), 1, AudioEncoding.PcmF32);

    private readonly FakeTimeProvider _time = new();
    private readonly Measurements _measured = new(GatewayMetrics.Source);
    private readonly GatewayMetrics _metrics;

    public UtteranceTimerTest() => _metrics = new GatewayMetrics(_measured.Factory);

    [Fact]
    public void Audio_ThatComesAfterAllIsPlayed_IsAnUnderrunOnce()
    {
        var timer = Timer(Utterance);
        Send(timer, 0);
        Pass(100);
        Send(timer, 100);
        Pass(150);
        Send(timer, 200);
        Pass(100);
        Send(timer, 300);
        timer.Finish(400, FinishReason.Stop);

        Assert.Equal(0.05, Assert.Single(_measured.Of("qwen3tts.gateway.underrun")), 1e-9);
        Assert.Single(_measured.Of("qwen3tts.gateway.time_to_first_audio"));
        Assert.Single(_measured.Of("qwen3tts.gateway.utterances"));
    }

    [Fact]
    public void Pieces_AreMeasuredFromOneToTheNext_AndByWhatIsLeftToPlay()
    {
        var timer = Timer(Utterance);
        Send(timer, 0);
        Pass(20);
        Send(timer, 100);
        Pass(30);
        Send(timer, 200);
        Pass(400);
        Send(timer, 300);

        Assert.Equal([0.02, 0.03, 0.4], _measured.Of("qwen3tts.gateway.audio_gap").Select(gap => Math.Round(gap, 9)));
        // 20 ms of 100 are played, then 50 of 200; then more than there is.
        Assert.Equal([0.08, 0.15, 0], _measured.Of("qwen3tts.gateway.audio_lead").Select(lead => Math.Round(lead, 9)));
    }

    [Fact]
    public void Client_ThatDoesNotRead_HasNoUnderrun()
    {
        var timer = Timer(Utterance);
        Send(timer, 0);
        Pass(50);
        Send(timer, 100, taken: 5000);
        Send(timer, 200);

        Assert.Empty(_measured.Of("qwen3tts.gateway.underrun"));
        Assert.Equal([0.05, 0], _measured.Of("qwen3tts.gateway.audio_gap").Select(gap => Math.Round(gap, 9)));
    }

    [Fact]
    public void FirstAudibleSample_IsWhenPlaybackComesToIt()
    {
        var timer = Timer(Utterance);
        Pass(40);
        Send(timer, 0);
        Send(timer, 100, samples: [0, 0.0009f, -0.001f]);
        Send(timer, 103, samples: [0, -0.1f, 0.5f]);
        Send(timer, 106, samples: [0.5f]);

        Assert.Equal(0.04, Assert.Single(_measured.Of("qwen3tts.gateway.time_to_first_audio")), 1e-9);
        Assert.Equal(0.144, Assert.Single(_measured.Of("qwen3tts.gateway.time_to_first_audible")), 1e-9);
    }

    [Fact]
    public void File_HasNoUnderrun()
    {
        var timer = Timer(Utterance with { Purpose = DeliveryPurpose.File });
        Send(timer, 0);
        Pass(5000);
        Send(timer, 100, samples: [1]);

        Assert.Empty(_measured.Of("qwen3tts.gateway.underrun"));
        Assert.Empty(_measured.Of("qwen3tts.gateway.time_to_first_audible"));
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _measured.Dispose();
    }

    private UtteranceTimer Timer(Utterance utterance) => new(utterance, "local", _time.GetTimestamp(), _metrics, _time, null);

    private void Send(UtteranceTimer timer, long first, int taken = 0, params float[] samples)
    {
        timer.AudioReady(first);
        Pass(taken);
        timer.AudioSent(samples);
    }

    private void Pass(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
