using System.Collections.Concurrent;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Gateway.Voices.Changes;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>Who speaks an utterance: its own voice, and those that its document names. Each may be stopped while the utterance lasts.</summary>
/// <param name="plan">Gives the utterance as it is spoken by another voice; see <see cref="UtterancePlanner.RecastAsync"/>.</param>
internal sealed class VoiceCasting(
    Utterance utterance,
    Func<string, CancellationToken, Task<Utterance>> plan,
    IStages stages,
    VoiceEmbeddings voices,
    SpokenVoices spoken,
    VoiceUsage usage,
    CallLimits limits) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<VoiceCast>>> _casts = new();
    private readonly ConcurrentQueue<SpokenVoice> _speaking = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<VoiceCast> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the text may name other voices, also before its first words.</summary>
    public bool IsOpen => utterance.Manner.IsSsml;

    /// <summary>Who speaks first, once it is known.</summary>
    public Task<VoiceCast> First => IsOpen ? _first.Task : OfAsync("");

    /// <summary>Looks a voice up, once.</summary>
    /// <param name="names">In order of preference, parted by spaces; empty for the utterance's own voice.</param>
    /// <exception cref="SpeechException">It is not there, or may not be spoken with.</exception>
    public Task<VoiceCast> OfAsync(string names) => _casts.GetOrAdd(names, _ => new Lazy<Task<VoiceCast>>(() => CastAsync(names))).Value;

    /// <summary>Whoever speaks first is this one.</summary>
    public void Begin(VoiceCast voice) => _first.TrySetResult(voice);

    /// <summary>Ends with the utterance, or fails when one of its voices may not be spoken with any more.</summary>
    /// <exception cref="SpeechException">Denied: revoked, deleted or gone. Unavailable: it can no longer be confirmed.</exception>
    public async Task GuardAsync(CancellationToken cancellation) => await Task.WhenAny(_stopped.Task, CancelledAsync(cancellation)).Unwrap();

    public void Dispose()
    {
        foreach (var voice in _speaking)
            voice.Dispose();
        // Nobody asked for what was looked up ahead.
        foreach (var cast in _casts.Values.Where(cast => cast.IsValueCreated))
            _ = cast.Value.Exception;
        _ = _stopped.Task.Exception;
    }

    private async Task<VoiceCast> CastAsync(string names)
    {
        var part = names is "" ? utterance : await plan(names, limits.Cancellation);
        Guard(part.Voice);
        var cast = new VoiceCast(part.Mode, part.Speaker, part.Voice is { } use ? await voices.GetAsync(use, limits.Cancellation) : null);
        return names is not "" && cast.IsInContext ? cast with { Transcript = await TranscriptAsync(part) } : cast;
    }

    private void Guard(VoiceUse? use)
    {
        var speaking = use?.Voice switch
        {
            RegisteredVoice voice => spoken.Begin(use.Tenant, voice),
            OneOffVoice { Grant.ConsentId: not "" } voice => spoken.Begin(use.Tenant, voice),
            _ => null,
        };
        if (speaking is null)
            return;
        _speaking.Enqueue(speaking);
        if (use!.Voice is RegisteredVoice registered)
            usage.Used(use.Tenant, registered);
        _ = WatchAsync(speaking);
    }

    private async Task WatchAsync(SpokenVoice speaking)
    {
        try
        {
            await speaking.GuardAsync(limits.Cancellation);
        }
        catch (SpeechException reason)
        {
            _stopped.TrySetException(reason);
        }
    }

    // The TextFrontend writes the ids of a transcript before those of a text.
    private async Task<int[]> TranscriptAsync(Utterance part)
    {
        using var tokenizing = await stages.OpenTokenizingAsync(part with { Manner = Shaping.SpeechManner.Plain }, limits);
        await tokenizing.StartAsync(limits.Cancellation);
        await tokenizing.SendAsync("a", limits.Cancellation);
        await tokenizing.EndAsync(limits.Cancellation);
        return (await tokenizing.ReadPromptAsync(limits.Cancellation)).Reference;
    }

    private static async Task CancelledAsync(CancellationToken cancellation) =>
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
