using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>A layer's attention: each frame to those before it in the window.</summary>
/// <param name="input">Queries, keys and values side by side.</param>
/// <param name="angles">A frame's cosines and sines side by side.</param>
internal sealed class AttentionStep(WindowAttention attention, FrameBuffer input, FrameBuffer angles, FrameBuffer target) : ICodecStep
{
    public void Run(CodecPass pass)
    {
        var job = new WindowAttentionJob(attention, pass, pass.Set(input), pass.Set(angles), pass.Set(target));
        pass.Team.Run(ref job, pass.Sequences * attention.KeyValueHeads);
    }
}
