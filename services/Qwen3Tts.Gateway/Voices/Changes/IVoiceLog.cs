using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>The numbered log of what happened to voices. It is written by <see cref="IVoiceStore"/>, with each change.</summary>
internal interface IVoiceLog
{
    /// <summary>How many entries are kept. Who has fallen further behind looks its voices up anew.</summary>
    const int MaxEntries = 10_000;

    /// <param name="after">Null: only where the log ends.</param>
    /// <exception cref="SpeechException">Unavailable.</exception>
    Task<VoiceLogPage> ReadAsync(VoiceLogPosition? after, CancellationToken cancellation);

    /// <summary>Says each time that there may be something new; what it misses is read at the next period.</summary>
    event Action? Hinted;
}
