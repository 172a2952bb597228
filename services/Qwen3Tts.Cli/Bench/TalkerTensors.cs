using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Cli.Bench;

/// <summary>The tensors of talker and code predictor.</summary>
internal static class TalkerTensors
{
    public static void AddTo(TensorPlan plan, TalkerConfiguration talker)
    {
        var predictor = talker.CodePredictor;
        plan.Add("talker.model.text_embedding.weight", [talker.TextVocabularySize, talker.TextHiddenSize]);
        plan.AddBiased("talker.text_projection.linear_fc1", talker.TextHiddenSize, talker.TextHiddenSize);
        plan.AddBiased("talker.text_projection.linear_fc2", talker.HiddenSize, talker.TextHiddenSize);
        plan.Add("talker.model.codec_embedding.weight", [talker.VocabularySize, talker.HiddenSize]);
        plan.Add("talker.model.norm.weight", [talker.HiddenSize]);
        plan.Add("talker.codec_head.weight", [talker.VocabularySize, talker.HiddenSize]);
        for (var layer = 0; layer < talker.Layers; layer++)
        {
            AddLayer(
                plan, $"talker.model.layers.{layer}", talker.HiddenSize, talker.Heads, talker.KeyValueHeads, talker.HeadDim, talker.IntermediateSize);
        }

        plan.Add("talker.code_predictor.model.norm.weight", [predictor.HiddenSize]);
        if (predictor.HiddenSize != talker.HiddenSize)
            plan.AddBiased("talker.code_predictor.small_to_mtp_projection", predictor.HiddenSize, talker.HiddenSize);
        for (var group = 0; group < talker.CodeGroups - 1; group++)
        {
            plan.Add($"talker.code_predictor.model.codec_embedding.{group}.weight", [predictor.VocabularySize, talker.HiddenSize]);
            plan.Add($"talker.code_predictor.lm_head.{group}.weight", [predictor.VocabularySize, predictor.HiddenSize]);
        }

        for (var layer = 0; layer < predictor.Layers; layer++)
        {
            AddLayer(
                plan,
                $"talker.code_predictor.model.layers.{layer}",
                predictor.HiddenSize,
                predictor.Heads,
                predictor.KeyValueHeads,
                predictor.HeadDim,
                predictor.IntermediateSize);
        }
    }

    private static void AddLayer(TensorPlan plan, string name, long hidden, long heads, long keyValueHeads, long headDim, long intermediate)
    {
        plan.Add($"{name}.input_layernorm.weight", [hidden]);
        plan.Add($"{name}.post_attention_layernorm.weight", [hidden]);
        plan.Add($"{name}.self_attn.q_proj.weight", [heads * headDim, hidden]);
        plan.Add($"{name}.self_attn.k_proj.weight", [keyValueHeads * headDim, hidden]);
        plan.Add($"{name}.self_attn.v_proj.weight", [keyValueHeads * headDim, hidden]);
        plan.Add($"{name}.self_attn.o_proj.weight", [hidden, heads * headDim]);
        plan.Add($"{name}.self_attn.q_norm.weight", [headDim]);
        plan.Add($"{name}.self_attn.k_norm.weight", [headDim]);
        plan.Add($"{name}.mlp.gate_proj.weight", [intermediate, hidden]);
        plan.Add($"{name}.mlp.up_proj.weight", [intermediate, hidden]);
        plan.Add($"{name}.mlp.down_proj.weight", [hidden, intermediate]);
    }
}
