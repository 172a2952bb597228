namespace Qwen3Tts.Speech.Errors;

/// <summary>What went wrong, in the caller's terms. Each kind has one status on every protocol.</summary>
public enum SpeechErrorKind
{
    /// <summary>The request or file is not valid; the message says what would be.</summary>
    Invalid,

    /// <summary>A voice, speaker, language or model that does not exist; the message lists those that do.</summary>
    NotFound,

    /// <summary>The name is taken.</summary>
    AlreadyExists,

    /// <summary>It was changed meanwhile: look at it anew.</summary>
    Conflict,

    /// <summary>The request is well-formed, but the chosen model cannot serve it; the message says which can.</summary>
    Unsupported,

    /// <summary>No credential, or one that is not known.</summary>
    Unauthenticated,

    /// <summary>The caller may not do this.</summary>
    Denied,

    /// <summary>No capacity now, or more than a limit allows.</summary>
    Exhausted,

    /// <summary>A part of the fleet is not there, loading or draining; the message names it.</summary>
    Unavailable,

    /// <summary>The caller went away.</summary>
    Cancelled,

    /// <summary>The caller's deadline has passed.</summary>
    DeadlineExceeded,

    /// <summary>A fault of ours.</summary>
    Internal,
}
