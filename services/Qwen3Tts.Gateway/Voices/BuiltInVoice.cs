namespace Qwen3Tts.Gateway.Voices;

/// <summary>A voice that ships with a checkpoint.</summary>
/// <param name="WordErrorRateStreaming">As the checkpoint states it, 0 to 1; null where it does not.</param>
/// <param name="WordErrorRateWhole">The same for text that is whole before speech starts.</param>
internal sealed record BuiltInVoice(
    string Name,
    string Transcript,
    double ClipSeconds,
    string Description,
    double? WordErrorRateStreaming,
    double? WordErrorRateWhole)
    : Voice(Name, Transcript, ClipSeconds);
