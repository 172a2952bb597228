namespace Qwen3Tts.Gateway.Limits.Stores;

/// <summary>Whether a call may have a permit.</summary>
/// <param name="Refused">The limit that is reached; null where it has one.</param>
/// <param name="Open">Utterances of the tenant that were open.</param>
/// <param name="RetryAfter">When there are characters again; null where that is not known.</param>
/// <param name="Counted">Characters of the utterance that a call before this one counted already.</param>
internal readonly record struct LimitAnswer(LimitKind? Refused, int Open, TimeSpan? RetryAfter, int Counted);
