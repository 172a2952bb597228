using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;

namespace Qwen3Tts.UnitTests.Modeling.Verification;

/// <summary>
/// Channels a thousand times their neighbours, which the official checkpoints have and nano has not, injected without a change of what the
/// network computes: what writes a channel is multiplied by 1,024, what reads it divided.
/// </summary>
public sealed class OutlierChannelsTest : IDisposable
{
    private const float Factor = 1024;
    private const int Frames = 24;
    private static readonly int[] Channels = [5, 40, 41, 130];

    private readonly ScratchFolder _folder = new();

    public OutlierChannelsTest()
    {
        foreach (var name in new[] { "plain", "outliers" })
        {
            foreach (var file in Directory.EnumerateFiles(EmbeddedCheckpoint.Folder, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(_folder[name], Path.GetRelativePath(EmbeddedCheckpoint.Folder, file));
                if (copy.Contains(".qwen3tts", StringComparison.Ordinal))
                    continue;
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("int8")]
    [InlineData("int4")]
    [InlineData("int4a")]
    public void Verify_NetworkWithOutlierChannels_LosesNoMoreThanWithout(string plan)
    {
        using (var editor = new WeightEditor(_folder["outliers"]))
        {
            Inject(editor, "talker.model.");
            Inject(editor, "talker.code_predictor.model.");
        }

        var plain = Verify("plain", plan);
        var outliers = Verify("outliers", plan);

        foreach (var (without, with) in plain.Zip(outliers))
        {
            Assert.Equal(without.Codes, with.Codes);
            Assert.Equal(without.Agreement, with.Agreement, 0.005);
            Assert.Equal(without.Divergence, with.Divergence, 0.02 * without.Divergence + 1e-6);
        }
    }

    private IReadOnlyList<PartAgreement> Verify(string name, string plan)
    {
        using var checkpoint = Checkpoint.Open(_folder[name]);
        var settings = new SessionSettings(Threads: 2, Precision: PrecisionPlan.Parse(plan));
        var (request, words) = new SampleUtterances(checkpoint, settings)[0];
        return PrecisionVerifier.Verify(checkpoint, [(request with { MaxFrames = Frames }, words)], settings);
    }

    private static void Inject(WeightEditor editor, string prefix)
    {
        for (var layer = 0; layer < editor.Layers(prefix); layer++)
        {
            var at = $"{prefix}layers.{layer}.";
            foreach (var channel in Channels)
            {
                editor.MultiplyRow($"{at}input_layernorm.weight", channel, Factor);
                foreach (var name in new[] { "q", "k", "v" })
                    editor.MultiplyColumn($"{at}self_attn.{name}_proj.weight", channel, 1 / Factor);
                editor.MultiplyRow($"{at}post_attention_layernorm.weight", channel, Factor);
                foreach (var name in new[] { "gate", "up" })
                    editor.MultiplyColumn($"{at}mlp.{name}_proj.weight", channel, 1 / Factor);
                editor.MultiplyRow($"{at}mlp.up_proj.weight", channel, Factor);
                editor.MultiplyColumn($"{at}mlp.down_proj.weight", channel, 1 / Factor);
            }
        }
    }
}
