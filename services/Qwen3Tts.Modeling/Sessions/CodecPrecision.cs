namespace Qwen3Tts.Modeling.Sessions;

/// <summary>How the codec decoder's weights are held. Activations and sums are in single precision always.</summary>
public enum CodecPrecision
{
    /// <summary>As the checkpoint has them, in single precision.</summary>
    Float32,

    /// <summary>
    /// Those that few rows use before they are read again, so that a single frame waits for memory, in sixteen bits with a scale for
    /// each output; the rest, which takes nearly all of the arithmetic, in single precision. Eight bits are too few: with them the wave
    /// of the embedded checkpoint was 14 dB from the exact one.
    /// </summary>
    Mixed,
}
