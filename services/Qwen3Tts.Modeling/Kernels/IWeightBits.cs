using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>How quantised weights are stored. A group is eight inputs of sixteen outputs: four pairs of inputs.</summary>
internal unsafe interface IWeightBits
{
    static abstract int GroupBytes { get; }

    /// <summary>What is to be added to each stored number to make it signed.</summary>
    static abstract int Offset { get; }

    /// <summary>A pair of a group, 0 to 3, with a lane of two for each output.</summary>
    static abstract Vector512<short> Pair(byte* group, int index);

    /// <summary>Bytes of a block's zero points, which follow its scales.</summary>
    static abstract int ZeroBytes { get; }

    /// <summary>A block's sum of products without what the zero points added to it.</summary>
    /// <param name="inputs">The sum of the block's inputs.</param>
    static abstract Vector512<int> TakeZeros(Vector512<int> sum, byte* zeros, int inputs);
}
