using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>A voice that is being spoken with, until it is disposed.</summary>
/// <param name="id">By which a change tells that it may not be: the registered voice's, or that of the consent of one that is not registered.</param>
internal sealed class SpokenVoice(string tenant, string id, Voice voice, Action<SpokenVoice> ended) : IDisposable
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Tenant => tenant;

    public string Id => id;

    public Voice Voice => voice;

    public void Stop(SpeechException reason) => _stopped.TrySetException(reason);

    /// <summary>Ends with the cancellation, or fails when the voice may not be spoken with any more.</summary>
    /// <exception cref="SpeechException">Denied: revoked, deleted or gone. Unavailable: it can no longer be confirmed.</exception>
    public async Task GuardAsync(CancellationToken cancellation)
    {
        try
        {
            await _stopped.Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    public void Dispose()
    {
        ended(this);
        // Nobody waits for it where it was stopped as it ended.
        _ = _stopped.Task.Exception;
    }
}
