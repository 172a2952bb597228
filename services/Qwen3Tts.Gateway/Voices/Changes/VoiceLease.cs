using Microsoft.Extensions.Options;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>For how long this replica may take it that nothing has happened to the voices that it knows.</summary>
internal sealed class VoiceLease(IOptions<VoicesOptions> options, TimeProvider time)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TimeSpan _staleFor = options.Value.StaleFor;
    private long? _read;
    private bool _away = true;

    /// <summary>Since the log was last read; null when it never was.</summary>
    public TimeSpan? Age
    {
        get
        {
            lock (_gate)
                return _read is { } read ? time.GetElapsedTime(read) : null;
        }
    }

    public VoiceLeaseState State
    {
        get
        {
            lock (_gate)
            {
                return _read is not { } read ? VoiceLeaseState.Expired
                    : !_away ? VoiceLeaseState.Fresh
                    : time.GetElapsedTime(read) < _staleFor ? VoiceLeaseState.Stale : VoiceLeaseState.Expired;
            }
        }
    }

    /// <summary>Whether the log was read so lately that it need not be read before a voice is used.</summary>
    public bool IsCurrent => State is VoiceLeaseState.Fresh && Age < FreshFor;

    /// <summary>Time until it expires; null where it does not, or has.</summary>
    public TimeSpan? Remaining => State is VoiceLeaseState.Stale ? _staleFor - Age : null;

    /// <param name="since">Timestamp of before the log was read.</param>
    public void Renew(long since)
    {
        lock (_gate)
        {
            _read = since;
            _away = false;
        }
    }

    public void Miss()
    {
        lock (_gate)
            _away = true;
    }

    public SpeechException Expired(string voice) => SpeechException.Unavailable(FormattableString.Invariant(
        $"The voice '{voice}' cannot be confirmed: Redis has not answered for longer than {VoicesOptions.Section}:{nameof(VoicesOptions.StaleFor)} ({_staleFor.TotalSeconds:0.###} s)."));
}
