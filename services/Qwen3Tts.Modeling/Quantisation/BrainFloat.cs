namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>The bfloat16 format: the upper half of a float.</summary>
internal static class BrainFloat
{
    /// <summary>To the nearest, ties to even. The value must be finite.</summary>
    public static ushort Round(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    public static float Widen(ushort value) => BitConverter.UInt32BitsToSingle((uint)value << 16);
}
