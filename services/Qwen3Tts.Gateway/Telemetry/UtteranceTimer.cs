using System.Diagnostics;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Telemetry;

/// <summary>Times one utterance.</summary>
/// <param name="started">Timestamp of the utterance's start.</param>
internal sealed class UtteranceTimer(Utterance utterance, string tenant, long started, GatewayMetrics metrics, TimeProvider time, Activity? span)
{
    // What a message takes on its way differs by some milliseconds, and players have some.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(10);

    private bool _begun;
    private bool _audible;
    private bool _stoodStill;
    private long _playing;
    private long _first;
    private long _ready;
    private long _taken;
    private TimeSpan _pauses;

    /// <summary>Audio is there to be sent whose first sample has this index.</summary>
    public void AudioReady(long firstSample)
    {
        (_first, _ready) = (firstSample, time.GetTimestamp());
        if (!_begun || utterance.Purpose is not DeliveryPurpose.Playback)
            return;
        var late = time.GetElapsedTime(_playing, _ready) - _pauses - Before(firstSample);
        metrics.NextAudio(utterance, time.GetElapsedTime(_taken, _ready), late < TimeSpan.Zero ? -late : TimeSpan.Zero);
        if (late > Tolerance)
            StandStill(late);
    }

    /// <summary>The client has taken it.</summary>
    public void AudioSent(ReadOnlySpan<float> samples)
    {
        _taken = time.GetTimestamp();
        if (_begun)
        {
            // A client that does not read is late by its own choice.
            _pauses += time.GetElapsedTime(_ready, _taken);
        }
        else
        {
            _begun = true;
            _playing = _taken;
            metrics.FirstAudio(utterance, time.GetElapsedTime(started));
            span?.AddEvent(new ActivityEvent("first_audio", time.GetUtcNow()));
        }

        if (!_audible && Audibility.FirstIn(samples) is var audible and >= 0)
            Hear(_first + audible);
    }

    public void Finish(long samples, FinishReason reason)
    {
        if (samples > 0)
            metrics.Finished(utterance, time.GetElapsedTime(started).TotalSeconds * utterance.Model.Codec.SampleRate / samples);
        metrics.Spoken(utterance, tenant, reason, _stoodStill);
        span?.SetTag("audio.samples", samples).SetTag("finish_reason", reason.ToString());
    }

    private void Hear(long sample)
    {
        _audible = true;
        span?.AddEvent(new ActivityEvent("first_audible", time.GetUtcNow(), new ActivityTagsCollection { ["sample"] = sample }));
        if (utterance.Purpose is DeliveryPurpose.Playback)
            metrics.FirstAudible(utterance, time.GetElapsedTime(started, _playing) + _pauses + Before(sample));
    }

    /// <summary>How long playback takes to come to a sample.</summary>
    private TimeSpan Before(long sample) => TimeSpan.FromSeconds((double)(sample - utterance.Heard) / utterance.Model.Codec.SampleRate);

    private void StandStill(TimeSpan gap)
    {
        _stoodStill = true;
        _pauses += gap;
        metrics.Underrun(utterance, gap);
    }
}
