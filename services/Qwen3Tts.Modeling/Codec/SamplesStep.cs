using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>The last conv, to one channel: samples in [−1, 1].</summary>
internal sealed unsafe class SamplesStep : ICodecStep
{
    public const int Kernel = 7;

    private readonly NativeBuffer _weights;
    private readonly float _bias;
    private readonly FrameBuffer _input;
    private readonly FrameBuffer _samples;

    /// <param name="name">The conv's, in the checkpoint.</param>
    /// <param name="input">With a context of <see cref="Kernel"/> − 1 rows.</param>
    /// <param name="samples">A row for each frame.</param>
    public SamplesStep(CodecTensors tensors, string name, int channels, FrameBuffer input, FrameBuffer samples)
    {
        var weight = tensors.Read($"{name}.weight", 1, channels, Kernel);
        var taps = new float[weight.Length];
        for (var i = 0; i < weight.Length; i++)
            taps[i % Kernel * channels + i / Kernel] = weight[i];
        _weights = tensors.Rows(taps, channels);
        _bias = tensors.Read($"{name}.bias", 1)[0];
        _input = input;
        _samples = samples;
    }

    public void Run(CodecPass pass)
    {
        pass.Restore(_input);
        var job = new SamplesJob(
            (float*)_weights.Pointer, Kernel * _input.Stride, _bias, (Kernel - 1) * _input.Stride, pass.Set(_input), pass.Set(_samples));
        pass.Team.Run(ref job, pass.Frames * job.ChunksPerFrame);
        pass.Keep(_input);
    }
}
