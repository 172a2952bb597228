namespace Qwen3Tts.Speech.Errors;

/// <summary>The fleet's one error type. The message is meant for the caller: what was wrong and what would be right.</summary>
public sealed class SpeechException : Exception
{
    public SpeechException(SpeechErrorKind kind, string message)
        : base(message) => Kind = kind;

    public SpeechException(SpeechErrorKind kind, string message, Exception innerException)
        : base(message, innerException) => Kind = kind;

    public SpeechErrorKind Kind { get; }

    /// <summary>When to try again; null where that is not known. Of <see cref="SpeechErrorKind.Exhausted"/> only.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static SpeechException Invalid(string message) => new(SpeechErrorKind.Invalid, message);

    public static SpeechException NotFound(string message) => new(SpeechErrorKind.NotFound, message);

    public static SpeechException Unsupported(string message) => new(SpeechErrorKind.Unsupported, message);

    public static SpeechException Unavailable(string message) => new(SpeechErrorKind.Unavailable, message);

    public static SpeechException Exhausted(string message) => new(SpeechErrorKind.Exhausted, message);
}
