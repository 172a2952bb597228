using System.Collections.Concurrent;
using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>Voices as this replica last read them; what the log tells has changed is forgotten.</summary>
internal sealed class KnownVoices
{
    private const int MaxVoices = 10_000;

    private readonly ConcurrentDictionary<(string Tenant, string Name), RegisteredVoice> _voices = new();
    private long _forgotten;

    /// <summary>Raised by each forgetting; to be taken before a voice is read that is then remembered.</summary>
    public long Mark => Volatile.Read(ref _forgotten);

    public RegisteredVoice? Find(Tenant tenant, string name) => _voices.GetValueOrDefault((tenant.Name, name));

    /// <param name="mark">The mark before the voice was read: where something was forgotten since, the voice may be out of date.</param>
    public void Remember(Tenant tenant, RegisteredVoice voice, long mark)
    {
        if (_voices.Count >= MaxVoices)
            _voices.Clear();
        _voices[(tenant.Name, voice.Name)] = voice;
        if (Mark != mark)
            _voices.TryRemove(new((tenant.Name, voice.Name), voice));
    }

    public void Forget(string tenant, string name)
    {
        Interlocked.Increment(ref _forgotten);
        _voices.TryRemove((tenant, name), out _);
    }

    public void ForgetAll()
    {
        Interlocked.Increment(ref _forgotten);
        _voices.Clear();
    }
}
