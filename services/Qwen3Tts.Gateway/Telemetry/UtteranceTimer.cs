using System.Diagnostics;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Telemetry;

/// <summary>Times one utterance.</summary>
/// <param name="started">Timestamp of the utterance's start.</param>
internal sealed class UtteranceTimer(Utterance utterance, long started, GatewayMetrics metrics, TimeProvider time, Activity? span)
{
    private bool _audible;

    public void AudioSent()
    {
        if (_audible)
            return;
        _audible = true;
        metrics.FirstAudio(utterance, time.GetElapsedTime(started));
        span?.AddEvent(new ActivityEvent("first_audio", time.GetUtcNow()));
    }

    public void Finish(long samples, FinishReason reason)
    {
        if (samples > 0)
            metrics.Finished(utterance, time.GetElapsedTime(started).TotalSeconds * utterance.Model.Codec.SampleRate / samples);
        span?.SetTag("audio.samples", samples).SetTag("finish_reason", reason.ToString());
    }
}
