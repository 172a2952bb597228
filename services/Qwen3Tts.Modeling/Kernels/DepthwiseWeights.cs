namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Weights of a conv of each channel by itself, in rows of padded channels, and of the layer norm after it.</summary>
/// <param name="Taps">[kernel × channels], the earliest first.</param>
internal sealed record DepthwiseWeights(
    int Channels, int Kernel, float Epsilon, NativeBuffer Taps, NativeBuffer Bias, NativeBuffer NormWeight, NativeBuffer NormBias);
