using Qwen3Tts.Gateway.Workers;

namespace Qwen3Tts.Gateway.Blocking;

/// <summary>What vectors must have in common to be compared: weights, code and preparation.</summary>
internal static class EncoderName
{
    public static string Of(SpeakerEncoder encoder) => $"{encoder.Family}:{encoder.Revision}";
}
