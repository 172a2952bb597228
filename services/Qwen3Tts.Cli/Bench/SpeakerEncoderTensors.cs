using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Cli.Bench;

/// <summary>The tensors of the speaker encoder.</summary>
internal static class SpeakerEncoderTensors
{
    public static void AddTo(TensorPlan plan, SpeakerEncoderConfiguration encoder)
    {
        var (channels, kernels) = (encoder.Channels, encoder.KernelSizes);
        long pooled = channels[^1], part = channels[0] / encoder.Res2NetScale;
        plan.AddBiased("speaker_encoder.blocks.0.conv", channels[0], encoder.MelBands, kernels[0]);
        for (var i = 1; i < channels.Count - 1; i++)
        {
            var block = $"speaker_encoder.blocks.{i}";
            plan.AddBiased($"{block}.tdnn1.conv", channels[i], channels[i - 1], 1);
            plan.AddBiased($"{block}.tdnn2.conv", channels[i], channels[i], 1);
            for (var j = 0; j < encoder.Res2NetScale - 1; j++)
                plan.AddBiased($"{block}.res2net_block.blocks.{j}.conv", part, part, kernels[i]);
            plan.AddBiased($"{block}.se_block.conv1", encoder.SqueezeChannels, channels[i], 1);
            plan.AddBiased($"{block}.se_block.conv2", channels[i], encoder.SqueezeChannels, 1);
        }

        plan.AddBiased("speaker_encoder.mfa.conv", pooled, pooled, kernels[^1]);
        plan.AddBiased("speaker_encoder.asp.tdnn.conv", encoder.AttentionChannels, 3 * pooled, 1);
        plan.AddBiased("speaker_encoder.asp.conv", pooled, encoder.AttentionChannels, 1);
        plan.AddBiased("speaker_encoder.fc", encoder.Width, 2 * pooled, 1);
    }
}
