using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>Root-mean-square norm of rows.</summary>
internal sealed unsafe class NormStep(NativeBuffer weight, float epsilon, int width, FrameBuffer input, FrameBuffer target) : ICodecStep
{
    public void Run(CodecPass pass)
    {
        RowSet from = pass.Set(input), to = pass.Set(target);
        for (var row = 0; row < pass.Rows(input); row++)
            RowMath.RmsNorm(from.Row(row), (float*)weight.Pointer, epsilon, width, to.Row(row));
    }
}
