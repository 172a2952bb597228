namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>How a client gets its samples.</summary>
internal enum AudioEncoding
{
    /// <summary>16-bit signed little-endian.</summary>
    PcmS16,

    /// <summary>32-bit float little-endian, in [−1, 1].</summary>
    PcmF32,
}
