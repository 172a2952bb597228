using System.Collections.Concurrent;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>The voices of tenants that utterances of this replica are spoken with now, so that they can be stopped.</summary>
internal sealed class SpokenVoices(VoiceLease lease)
{
    private readonly ConcurrentDictionary<SpokenVoice, byte> _spoken = new();

    // Ids are never used again, so that what was refused stays refused, whatever is read from where.
    private readonly ConcurrentDictionary<string, VoiceChangeKind> _refused = new();
    private readonly ConcurrentQueue<string> _order = new();

    public IReadOnlyCollection<SpokenVoice> All => [.. _spoken.Keys];

    /// <exception cref="SpeechException">Denied: it was revoked or deleted. Unavailable: it cannot be confirmed.</exception>
    public SpokenVoice Begin(Tenant tenant, RegisteredVoice voice) => Begin(tenant, voice.Id, voice);

    /// <param name="voice">One that has a consent.</param>
    /// <exception cref="SpeechException">Denied: its consent was revoked. Unavailable: it cannot be confirmed.</exception>
    public SpokenVoice Begin(Tenant tenant, OneOffVoice voice) => Begin(tenant, voice.Grant.ConsentId, voice);

    private SpokenVoice Begin(Tenant tenant, string id, Voice voice)
    {
        var spoken = new SpokenVoice(tenant.Name, id, voice, ended => _spoken.TryRemove(ended, out _));
        _spoken.TryAdd(spoken, 0);
        // In this order: what is refused from here on finds it there.
        var reason = _refused.TryGetValue(id, out var kind) ? Reason(kind, voice.Name)
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
        foreach (var spoken in _spoken.Keys.Where(spoken => spoken.Id == change.Id))
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
        SpeechErrorKind.Denied,
        kind switch
        {
            VoiceChangeKind.Deleted => $"The voice '{name}' was deleted.",
            VoiceChangeKind.ConsentRevoked => "The consent of who speaks in the clip was revoked.",
            _ => $"The voice '{name}' was revoked.",
        });
}
