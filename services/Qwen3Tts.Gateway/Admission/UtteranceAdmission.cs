using Microsoft.Extensions.Options;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Admission;

/// <summary>Lets utterances in while there is room: for their number, and for the speech that is yet to be begun.</summary>
internal sealed class UtteranceAdmission(IOptions<AdmissionOptions> options)
{
    private readonly AdmissionOptions _options = options.Value;
    private readonly Lock _lock = new();
    private int _open;
    private double _queuedSeconds;

    /// <summary>Seconds of speech whose text has come and of which no audio has been sent.</summary>
    public double QueuedSeconds
    {
        get
        {
            lock (_lock)
                return _queuedSeconds;
        }
    }

    /// <summary>A permit, to be held as long as the utterance's stream is open and then disposed.</summary>
    /// <exception cref="SpeechException">Exhausted, with when to try again: a limit is reached.</exception>
    public UtterancePermit Enter()
    {
        lock (_lock)
        {
            if (_open >= _options.MaxUtterances)
            {
                throw Refusal(
                    $"{_options.MaxUtterances} utterances are being spoken, as many as {AdmissionOptions.Section}:{nameof(AdmissionOptions.MaxUtterances)} allows; try again later.");
            }

            if (_queuedSeconds >= _options.MaxQueuedSeconds)
            {
                throw Refusal(
                    $"{_queuedSeconds:0} s of speech wait to be begun, and {AdmissionOptions.Section}:{nameof(AdmissionOptions.MaxQueuedSeconds)} is {_options.MaxQueuedSeconds:0}; try again later.");
            }

            _open++;
        }

        return new UtterancePermit(this);
    }

    internal void Queue(double seconds)
    {
        lock (_lock)
            _queuedSeconds = Math.Max(0, _queuedSeconds + seconds);
    }

    internal void Leave()
    {
        lock (_lock)
            _open--;
    }

    private SpeechException Refusal(FormattableString message) =>
        new(SpeechErrorKind.Exhausted, FormattableString.Invariant(message)) { RetryAfter = _options.RetryAfter };
}
