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
}
