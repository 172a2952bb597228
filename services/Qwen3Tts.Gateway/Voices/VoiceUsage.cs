using System.Collections.Concurrent;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Notes when voices are used, each once a minute, apart from the utterance: that the store is away does not hold it up.</summary>
internal sealed partial class VoiceUsage(IVoiceStore store, TimeProvider time, ILogger<VoiceUsage> logger)
{
    private const int MaxVoices = 10_000;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _noted = new();

    public void Used(Tenant tenant, RegisteredVoice voice)
    {
        var now = time.GetUtcNow();
        if (_noted.TryGetValue(voice.Id, out var noted) && now - noted < Period)
            return;
        if (_noted.Count >= MaxVoices)
            _noted.Clear();
        _noted[voice.Id] = now;
        _ = NoteAsync(tenant, voice, now);
    }

    private async Task NoteAsync(Tenant tenant, RegisteredVoice voice, DateTimeOffset now)
    {
        try
        {
            await store.TouchAsync(tenant, voice, now, CancellationToken.None);
        }
        catch (Exception error) when (error is SpeechException or ObjectDisposedException)
        {
            _noted.TryRemove(voice.Id, out _);
            LogUnnoted(error, voice.Id);
        }
    }

    [LoggerMessage(46, LogLevel.Debug, "It could not be noted that voice {Id} was used.")]
    private partial void LogUnnoted(Exception error, string id);
}
