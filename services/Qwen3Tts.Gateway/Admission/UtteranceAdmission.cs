using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Admission;

/// <summary>Lets utterances in while there is room.</summary>
internal sealed class UtteranceAdmission(IOptions<AdmissionOptions> options) : IDisposable
{
    private readonly int _most = options.Value.MaxUtterances;
    private readonly ConcurrencyLimiter _permits = new(new ConcurrencyLimiterOptions { PermitLimit = options.Value.MaxUtterances });

    /// <summary>A permit, to be held as long as the utterance's stream is open and then disposed.</summary>
    /// <exception cref="SpeechException">Exhausted: as many utterances are open as the setting allows.</exception>
    public IDisposable Enter()
    {
        var lease = _permits.AttemptAcquire();
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        throw SpeechException.Exhausted(
            $"{_most} utterances are being spoken, as many as {AdmissionOptions.Section}:{nameof(AdmissionOptions.MaxUtterances)} allows; try again later.");
    }

    public void Dispose() => _permits.Dispose();
}
