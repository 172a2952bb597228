using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>How a head's key or value is kept.</summary>
internal unsafe interface IKeyValueFormat
{
    /// <param name="values">Padded with zeros to a multiple of 16.</param>
    /// <returns>The scale.</returns>
    static abstract float Store(float* values, int width, byte* target);

    /// <summary>Sixteen values, to be multiplied with the scale.</summary>
    static abstract Vector512<float> Load(byte* row, int index);
}
