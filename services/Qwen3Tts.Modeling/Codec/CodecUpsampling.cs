namespace Qwen3Tts.Modeling.Codec;

/// <summary>The steps of an upsampling stage: a transposed conv whose kernel is its stride, then a ConvNeXt block.</summary>
internal static class CodecUpsampling
{
    /// <param name="name">The stage's, in the checkpoint.</param>
    /// <param name="input">Where the rows come from.</param>
    /// <param name="target">Gets <paramref name="ratio"/> rows for each.</param>
    public static IEnumerable<ICodecStep> Build(
        CodecTensors tensors, CodecLayout layout, string name, int channels, int ratio, FrameBuffer input, FrameBuffer target)
    {
        var rows = input.RowsPerFrame * ratio;
        var x = layout.Buffer(channels, rows, context: DepthwiseStep.Kernel - 1);
        FrameBuffer normed = layout.Buffer(channels, rows), wide = layout.Buffer(4 * channels, rows);
        var block = $"{name}.1";
        yield return new ProductStep(tensors.TransposedConvolution($"{name}.0.conv", channels, channels, ratio, ratio, input.RowsPerFrame), input)
        {
            Phases = ratio,
            Target = x,
        };
        yield return new DepthwiseStep(tensors, block, channels, x, normed);
        yield return new ProductStep(tensors.Linear($"{block}.pwconv1", 4 * channels, channels, rows, bias: true), normed)
        {
            Gelu = true,
            Target = wide,
        };
        yield return new ProductStep(
            tensors.Linear($"{block}.pwconv2", channels, 4 * channels, rows, bias: true, $"{block}.gamma"), wide)
        {
            Residual = x,
            Target = target,
        };
    }
}
