namespace Qwen3Tts.Audio.Wave;

/// <summary>How a WAV file writes one sample.</summary>
internal enum SampleEncoding
{
    /// <summary>Unsigned, 128 is silence.</summary>
    Unsigned8,
    Signed16,
    Signed24,
    Signed32,
    Float32,
    Float64,
}
