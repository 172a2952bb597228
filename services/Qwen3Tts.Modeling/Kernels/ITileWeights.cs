using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>How the weights of a packed tile are held.</summary>
internal unsafe interface ITileWeights
{
    /// <summary>Bytes of one.</summary>
    static abstract int Size { get; }

    /// <summary>Sixteen of the weights of one input, from <paramref name="column"/> on.</summary>
    static abstract Vector512<float> Load16(byte* weights, int column);

    static abstract Vector256<float> Load8(byte* weights, int column);
}
