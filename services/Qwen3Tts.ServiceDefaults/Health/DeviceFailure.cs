using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.ServiceDefaults.Health;

/// <summary>What those are told whose run the device failed in.</summary>
public static class DeviceFailure
{
    /// <summary>
    /// The error of a run that served several utterances: whose fault it was cannot be told, so that each may go on elsewhere. An error in the
    /// fleet's terms says whose it was, and stays what it is.
    /// </summary>
    /// <param name="watch">Told that a run failed, and why; null is not told.</param>
    public static SpeechException Of(Exception error, RunWatch? watch)
    {
        if (error is SpeechException known)
            return known;
        watch?.Fail(error);
        return new SpeechException(SpeechErrorKind.Unavailable, "The device failed; the service's log has the reason.", error);
    }
}
