using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Cli.Bench;

/// <summary>The tensors of the codec's decoder. A transposed convolution's weight is inputs × outputs × kernel.</summary>
internal static class CodecDecoderTensors
{
    public static void AddTo(TensorPlan plan, CodecDecoderConfiguration decoder)
    {
        AddQuantizer(plan, "decoder.quantizer.rvq_first", decoder, 1);
        AddQuantizer(plan, "decoder.quantizer.rvq_rest", decoder, decoder.Groups - 1);
        plan.AddBiased("decoder.pre_conv.conv", decoder.LatentDim, decoder.CodebookDim, 3);
        AddTransformer(plan, decoder);
        for (var stage = 0; stage < decoder.UpsamplingRatios.Count; stage++)
            AddUpsampling(plan, $"decoder.upsample.{stage}", decoder.LatentDim, decoder.UpsamplingRatios[stage]);
        AddVocoder(plan, decoder);
    }

    private static void AddQuantizer(TensorPlan plan, string name, CodecDecoderConfiguration decoder, int layers)
    {
        var width = decoder.CodebookDim / 2;
        plan.Add($"{name}.input_proj.weight", [width, decoder.CodebookDim, 1]);
        plan.Add($"{name}.output_proj.weight", [decoder.CodebookDim, width, 1]);
        for (var layer = 0; layer < layers; layer++)
        {
            plan.Add($"{name}.vq.layers.{layer}._codebook.cluster_usage", [decoder.CodebookSize]);
            plan.Add($"{name}.vq.layers.{layer}._codebook.embedding_sum", [decoder.CodebookSize, width]);
        }
    }

    private static void AddTransformer(TensorPlan plan, CodecDecoderConfiguration decoder)
    {
        const string Name = "decoder.pre_transformer";
        long hidden = decoder.HiddenSize, queries = decoder.Heads * decoder.HeadDim, keys = decoder.KeyValueHeads * decoder.HeadDim;
        plan.AddBiased($"{Name}.input_proj", hidden, decoder.LatentDim);
        plan.AddBiased($"{Name}.output_proj", decoder.LatentDim, hidden);
        plan.Add($"{Name}.norm.weight", [hidden]);
        for (var layer = 0; layer < decoder.Layers; layer++)
        {
            var name = $"{Name}.layers.{layer}";
            plan.Add($"{name}.input_layernorm.weight", [hidden]);
            plan.Add($"{name}.post_attention_layernorm.weight", [hidden]);
            plan.Add($"{name}.self_attn.q_proj.weight", [queries, hidden]);
            plan.Add($"{name}.self_attn.k_proj.weight", [keys, hidden]);
            plan.Add($"{name}.self_attn.v_proj.weight", [keys, hidden]);
            plan.Add($"{name}.self_attn.o_proj.weight", [hidden, queries]);
            plan.Add($"{name}.self_attn_layer_scale.scale", [hidden]);
            plan.Add($"{name}.mlp.gate_proj.weight", [decoder.IntermediateSize, hidden]);
            plan.Add($"{name}.mlp.up_proj.weight", [decoder.IntermediateSize, hidden]);
            plan.Add($"{name}.mlp.down_proj.weight", [hidden, decoder.IntermediateSize]);
            plan.Add($"{name}.mlp_layer_scale.scale", [hidden]);
        }
    }

    private static void AddUpsampling(TensorPlan plan, string name, long channels, long ratio)
    {
        plan.AddBiased($"{name}.0.conv", channels, channels, ratio);
        plan.AddBiased($"{name}.1.dwconv.conv", channels, 1, 7);
        plan.AddBiased($"{name}.1.norm", channels);
        plan.AddBiased($"{name}.1.pwconv1", 4 * channels, channels);
        plan.AddBiased($"{name}.1.pwconv2", channels, 4 * channels);
        plan.Add($"{name}.1.gamma", [channels]);
    }

    private static void AddVocoder(TensorPlan plan, CodecDecoderConfiguration decoder)
    {
        const string Name = "decoder.decoder";
        long channels = decoder.DecoderDim;
        plan.AddBiased($"{Name}.0.conv", channels, decoder.LatentDim, 7);
        var index = 1;
        foreach (var rate in decoder.UpsampleRates)
        {
            var block = $"{Name}.{index++}.block";
            AddSnake(plan, $"{block}.0", channels);
            plan.Add($"{block}.1.conv.weight", [channels, channels / 2, 2 * rate]);
            plan.Add($"{block}.1.conv.bias", [channels /= 2]);
            for (var unit = 2; unit < 5; unit++)
            {
                AddSnake(plan, $"{block}.{unit}.act1", channels);
                AddSnake(plan, $"{block}.{unit}.act2", channels);
                plan.AddBiased($"{block}.{unit}.conv1.conv", channels, channels, 7);
                plan.AddBiased($"{block}.{unit}.conv2.conv", channels, channels, 1);
            }
        }

        AddSnake(plan, $"{Name}.{index}", channels);
        plan.AddBiased($"{Name}.{index + 1}.conv", 1, channels, 7);
    }

    private static void AddSnake(TensorPlan plan, string name, long channels)
    {
        plan.Add($"{name}.alpha", [channels]);
        plan.Add($"{name}.beta", [channels]);
    }
}
