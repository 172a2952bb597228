using System.Numerics.Tensors;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>silu(gate) · up, of rows that hold both side by side.</summary>
/// <param name="width">Of each.</param>
internal sealed unsafe class GateStep(int width, FrameBuffer input, FrameBuffer target) : ICodecStep
{
    public void Run(CodecPass pass)
    {
        RowSet from = pass.Set(input), to = pass.Set(target);
        for (var row = 0; row < pass.Rows(input); row++)
        {
            var gate = from.Row(row);
            RowMath.Silu(gate, width);
            TensorPrimitives.Multiply(
                new ReadOnlySpan<float>(gate, width), new ReadOnlySpan<float>(gate + width, width), new Span<float>(to.Row(row), width));
        }
    }
}
