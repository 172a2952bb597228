using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>The steps of the decoder's transformer: sliding-window attention and SwiGLU, each with a layer scale, which the weights take up.</summary>
internal static class CodecTransformer
{
    private const string Name = "decoder.pre_transformer";

    /// <param name="input">[latent].</param>
    /// <param name="target">[latent].</param>
    public static IEnumerable<ICodecStep> Build(
        CodecTensors tensors, CodecLayout layout, CodecDecoderConfiguration decoder, FrameBuffer input, FrameBuffer target)
    {
        int hidden = decoder.HiddenSize, queries = decoder.Heads * decoder.HeadDim, keys = decoder.KeyValueHeads * decoder.HeadDim;
        FrameBuffer angles = layout.Buffer(decoder.HeadDim, 1), x = layout.Buffer(hidden, 1), normed = layout.Buffer(hidden, 1);
        FrameBuffer projected = layout.Buffer(queries + 2 * keys, 1), mixed = layout.Buffer(queries, 1);
        FrameBuffer gated = layout.Buffer(2 * decoder.IntermediateSize, 1), fed = layout.Buffer(decoder.IntermediateSize, 1);

        yield return new AnglesStep(decoder.HeadDim, decoder.RopeTheta, angles);
        yield return new ProductStep(tensors.Linear($"{Name}.input_proj", hidden, decoder.LatentDim, rows: 1, bias: true), input) { Target = x };
        for (var layer = 0; layer < decoder.Layers; layer++)
        {
            var name = $"{Name}.layers.{layer}";
            var attention = new WindowAttention(
                decoder.Heads, decoder.KeyValueHeads, decoder.HeadDim, decoder.SlidingWindow,
                layout.Keep((long)decoder.SlidingWindow * keys), layout.Keep((long)decoder.SlidingWindow * keys));
            yield return Norm($"{name}.input_layernorm.weight");
            yield return new ProductStep(
                tensors.Linears(
                    hidden,
                    rows: 1,
                    ($"{name}.self_attn.q_proj", queries),
                    ($"{name}.self_attn.k_proj", keys),
                    ($"{name}.self_attn.v_proj", keys)),
                normed)
            {
                Target = projected,
            };
            yield return new AttentionStep(attention, projected, angles, mixed);
            yield return AddScaled($"{name}.self_attn.o_proj", queries, $"{name}.self_attn_layer_scale.scale", mixed);
            yield return Norm($"{name}.post_attention_layernorm.weight");
            yield return new ProductStep(
                tensors.Linears(
                    hidden, rows: 1, ($"{name}.mlp.gate_proj", decoder.IntermediateSize), ($"{name}.mlp.up_proj", decoder.IntermediateSize)),
                normed)
            {
                Target = gated,
            };
            yield return new GateStep(decoder.IntermediateSize, gated, fed);
            yield return AddScaled($"{name}.mlp.down_proj", decoder.IntermediateSize, $"{name}.mlp_layer_scale.scale", fed);
        }

        yield return Norm($"{Name}.norm.weight");
        yield return new ProductStep(tensors.Linear($"{Name}.output_proj", decoder.LatentDim, hidden, rows: 1, bias: true), normed) { Target = target };

        NormStep Norm(string weight) => new(tensors.Rows(tensors.Read(weight, hidden), hidden), decoder.RmsNormEpsilon, hidden, x, normed);

        ProductStep AddScaled(string weight, int inputs, string scale, FrameBuffer from) =>
            new(tensors.Linear(weight, hidden, inputs, rows: 1, scale: scale), from) { Residual = x, Target = x };
    }
}
