using System.Collections.Concurrent;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>The registered voices that utterances of this replica are spoken with now, so that they can be stopped.</summary>
internal sealed class SpokenVoices(VoiceLease lease)
{
    private readonly ConcurrentDictionary<SpokenVoice, byte> _spoken = new();

    // Ids are never used again, so that what was refused stays refused, whatever is read from where.
    private readonly ConcurrentDictionary<string, VoiceChangeKind> _refused = new();
    private readonly ConcurrentQueue<string> _order = new();

    public IReadOnlyCollection<SpokenVoice> All => [.. _spoken.Keys];

    /// <exception cref="SpeechException">Denied: it was revoked or deleted. Unavailable: it cannot be confirmed.</exception>
    public SpokenVoice Begin(Tenant tenant, RegisteredVoice voice)
    {
        var spoken = new SpokenVoice(tenant.Name, voice, ended => _spoken.TryRemove(ended, out _));
        _spoken.TryAdd(spoken, 0);
        // In this order: what is refused from here on finds it there.
        var reason = _refused.TryGetValue(voice.Id, out var kind) ? Reason(kind, voice.Name)
            : lease.State is VoiceLeaseState.Expired ? lease.Expired(voice.Name)
            : null;
        if (reason is null)
            return spoken;
        spoken.Dispose();
        throw reason;
    }

    /// <summary>Stops all who speak with a voice that was revoked or deleted, now and from here on.</summary>
    /// <returns>How many were stopped.</returns>
    public int Refuse(VoiceChange change)
    {
        if (_refused.TryAdd(change.Id, change.Kind))
            _order.Enqueue(change.Id);
        while (_refused.Count > IVoiceLog.MaxEntries && _order.TryDequeue(out var oldest))
            _refused.TryRemove(oldest, out _);
        var stopped = 0;
        foreach (var spoken in _spoken.Keys.Where(spoken => spoken.Voice.Id == change.Id))
        {
            spoken.Stop(Reason(change.Kind, spoken.Voice.Name));
            stopped++;
        }

        return stopped;
    }

    /// <returns>How many were stopped.</returns>
    public int StopAllExpired()
    {
        var stopped = 0;
        foreach (var spoken in _spoken.Keys)
        {
            spoken.Stop(lease.Expired(spoken.Voice.Name));
            stopped++;
        }

        return stopped;
    }

    public static SpeechException Reason(VoiceChangeKind kind, string name) => new(
        SpeechErrorKind.Denied, kind is VoiceChangeKind.Deleted ? $"The voice '{name}' was deleted." : $"The voice '{name}' was revoked.");
}
