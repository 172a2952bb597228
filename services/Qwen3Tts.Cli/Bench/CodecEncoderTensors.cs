using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Cli.Bench;

/// <summary>The tensors of the codec's encoder. Layers without tensors, the activations, have a number too.</summary>
internal static class CodecEncoderTensors
{
    public static void AddTo(TensorPlan plan, CodecEncoderConfiguration encoder)
    {
        AddConvolutions(plan, encoder);
        AddTransformer(plan, encoder);
        plan.Add("encoder.downsample.conv.weight", [encoder.HiddenSize, encoder.HiddenSize, 4]);
        AddQuantizer(plan, "encoder.quantizer.semantic_residual_vector_quantizer", encoder, encoder.SemanticQuantizers);
        AddQuantizer(plan, "encoder.quantizer.acoustic_residual_vector_quantizer", encoder, encoder.Quantizers - encoder.SemanticQuantizers);
    }

    private static void AddConvolutions(TensorPlan plan, CodecEncoderConfiguration encoder)
    {
        const string Name = "encoder.encoder.layers";
        long channels = encoder.Filters;
        plan.AddBiased($"{Name}.0.conv", channels, encoder.AudioChannels, encoder.KernelSize);
        var index = 1;
        foreach (var ratio in encoder.Ratios.Reverse())
        {
            for (var unit = 0; unit < encoder.ResidualLayers; unit++)
            {
                plan.AddBiased($"{Name}.{index}.block.1.conv", channels / encoder.Compress, channels, encoder.ResidualKernelSize);
                plan.AddBiased($"{Name}.{index++}.block.3.conv", channels, channels / encoder.Compress, 1);
            }

            plan.AddBiased($"{Name}.{index + 1}.conv", 2 * channels, channels, 2 * ratio);
            channels *= 2;
            index += 2;
        }

        plan.AddBiased($"{Name}.{index + 1}.conv", encoder.HiddenSize, channels, encoder.LastKernelSize);
    }

    private static void AddTransformer(TensorPlan plan, CodecEncoderConfiguration encoder)
    {
        long hidden = encoder.HiddenSize, queries = encoder.Heads * encoder.HeadDim, keys = encoder.KeyValueHeads * encoder.HeadDim;
        for (var layer = 0; layer < encoder.Layers; layer++)
        {
            var name = $"encoder.encoder_transformer.layers.{layer}";
            plan.AddBiased($"{name}.input_layernorm", hidden);
            plan.AddBiased($"{name}.post_attention_layernorm", hidden);
            plan.Add($"{name}.self_attn.q_proj.weight", [queries, hidden]);
            plan.Add($"{name}.self_attn.k_proj.weight", [keys, hidden]);
            plan.Add($"{name}.self_attn.v_proj.weight", [keys, hidden]);
            plan.Add($"{name}.self_attn.o_proj.weight", [hidden, queries]);
            plan.Add($"{name}.self_attn_layer_scale.scale", [hidden]);
            plan.Add($"{name}.mlp.fc1.weight", [encoder.IntermediateSize, hidden]);
            plan.Add($"{name}.mlp.fc2.weight", [hidden, encoder.IntermediateSize]);
            plan.Add($"{name}.mlp_layer_scale.scale", [hidden]);
        }
    }

    private static void AddQuantizer(TensorPlan plan, string name, CodecEncoderConfiguration encoder, int layers)
    {
        plan.Add($"{name}.input_proj.weight", [encoder.CodebookDim, encoder.HiddenSize, 1]);
        plan.Add($"{name}.output_proj.weight", [encoder.HiddenSize, encoder.CodebookDim, 1]);
        for (var layer = 0; layer < layers; layer++)
        {
            plan.Add($"{name}.layers.{layer}.codebook.initialized", [1]);
            plan.Add($"{name}.layers.{layer}.codebook.cluster_usage", [encoder.CodebookSize]);
            plan.Add($"{name}.layers.{layer}.codebook.embed_sum", [encoder.CodebookSize, encoder.CodebookDim]);
        }
    }
}
