using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.UnitTests.Modeling.Verification;

public sealed class OutlierChannelsTest(ITestOutputHelper output)
{
    private const int Power = 10;
    private const int Frames = 24;

    [Theory]
    [InlineData("none")]
    [InlineData("norms")]
    [InlineData("down")]
    [InlineData("values")]
    [InlineData("residual")]
    public void Explore(string what)
    {
        using var folder = new ScratchFolder();
        Copy(EmbeddedCheckpoint.Folder, folder.Path);
        using (var editor = new WeightEditor(folder.Path))
        {
            foreach (var (prefix, layers) in new[] { ("talker.model.", 8), ("talker.code_predictor.model.", 3) })
                Inject(editor, prefix, layers, what);
        }

        using var checkpoint = Checkpoint.Open(folder.Path, "nano");
        foreach (var plan in new[] { "int8", "int4", "int4a" })
        {
            var settings = new SessionSettings(2, Precision: PrecisionPlan.Parse(plan));
            var samples = new SampleUtterances(checkpoint, settings);
            var parts = PrecisionVerifier.Verify(checkpoint, [.. Enumerable.Range(0, 2).Select(i => (samples[i].Request with { MaxFrames = Frames }, samples[i].Words))], settings);
            foreach (var part in parts)
                output.WriteLine($"{what} {plan}: {part}");
        }
    }

    private static void Inject(WeightEditor editor, string prefix, int layers, string what)
    {
        for (var layer = 0; layer < layers; layer++)
        {
            var at = $"{prefix}layers.{layer}.";
            foreach (var channel in new[] { 5, 40, 41, 130 })
            {
                if (what == "norms")
                {
                    editor.ScaleRow($"{at}input_layernorm.weight", channel, Power);
                    foreach (var name in new[] { "q", "k", "v" })
                        editor.ScaleColumn($"{at}self_attn.{name}_proj.weight", channel, -Power);
                    editor.ScaleRow($"{at}post_attention_layernorm.weight", channel, Power);
                    foreach (var name in new[] { "gate", "up" })
                        editor.ScaleColumn($"{at}mlp.{name}_proj.weight", channel, -Power);
                }

                if (what == "down")
                {
                    editor.ScaleRow($"{at}mlp.up_proj.weight", channel, Power);
                    editor.ScaleColumn($"{at}mlp.down_proj.weight", channel, -Power);
                }

                if (what == "values" && channel < 64)
                {
                    editor.ScaleRow($"{at}self_attn.v_proj.weight", channel, Power);
                    var group = prefix.Contains("predictor") ? 3 : 2;
                    editor.Scale($"{at}self_attn.o_proj.weight", (_, c) => c % 64 == channel && c / 64 < group ? -Power : 0);
                }
            }

            if (what == "residual")
            {
                editor.ScaleRow($"{at}self_attn.o_proj.weight", 40, Power);
                editor.ScaleRow($"{at}mlp.down_proj.weight", 40, Power);
                foreach (var norm in new[] { "input_layernorm", "post_attention_layernorm" })
                    editor.Scale($"{at}{norm}.weight", (r, _) => 6 - (r == 40 ? Power : 0));
            }
        }

        if (what == "residual")
            editor.Scale($"{prefix}norm.weight", (r, _) => 6 - (r == 40 ? Power : 0));
    }

    private static void Copy(string source, string target)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(file => !file.Contains(".qwen3tts")))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
