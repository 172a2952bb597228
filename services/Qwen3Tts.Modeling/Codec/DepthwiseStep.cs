using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>A ConvNeXt block's beginning: each channel's own causal conv, then a layer norm over the channels.</summary>
internal sealed class DepthwiseStep : ICodecStep
{
    public const int Kernel = 7;
    private const float Epsilon = 1e-6f;

    private readonly DepthwiseWeights _weights;
    private readonly FrameBuffer _input;
    private readonly FrameBuffer _target;

    /// <param name="name">The block's, in the checkpoint.</param>
    /// <param name="input">With a context of <see cref="Kernel"/> − 1 rows.</param>
    public DepthwiseStep(CodecTensors tensors, string name, int channels, FrameBuffer input, FrameBuffer target)
    {
        var weight = tensors.Read($"{name}.dwconv.conv.weight", channels, 1, Kernel);
        var taps = new float[weight.Length];
        for (var i = 0; i < weight.Length; i++)
            taps[i % Kernel * channels + i / Kernel] = weight[i];
        _weights = new DepthwiseWeights(
            channels,
            Kernel,
            Epsilon,
            tensors.Rows(taps, channels),
            tensors.Rows(tensors.Read($"{name}.dwconv.conv.bias", channels), channels),
            tensors.Rows(tensors.Read($"{name}.norm.weight", channels), channels),
            tensors.Rows(tensors.Read($"{name}.norm.bias", channels), channels));
        _input = input;
        _target = target;
    }

    public void Run(CodecPass pass)
    {
        pass.Restore(_input);
        var job = new DepthwiseJob(_weights, pass.Set(_input), pass.Set(_target));
        pass.Team.Run(ref job, pass.Rows(_input));
        pass.Keep(_input);
    }
}
