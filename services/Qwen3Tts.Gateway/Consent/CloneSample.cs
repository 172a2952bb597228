using Qwen3Tts.Gateway.Workers;

namespace Qwen3Tts.Gateway.Consent;

/// <summary>A clip that a voice is to be made from, with what the encoder in use made of it.</summary>
/// <param name="Seconds">Of what was embedded.</param>
internal sealed record CloneSample(ReadOnlyMemory<byte> Clip, SpeakerEncoder Encoder, float[] XVector, double Seconds);
