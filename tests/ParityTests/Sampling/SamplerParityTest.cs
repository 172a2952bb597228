using System.Text.Json;
using Qwen3Tts.Modeling.Sampling;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.ParityTests.Sampling;

public sealed class SamplerParityTest
{
    private static readonly string CaseFile = Path.Combine(GoldenSet.Root, "cases", "sampler.json");

    [Fact]
    public void CodeSampler_EveryCase_GivesTheOfficialProbabilities()
    {
        if (!File.Exists(CaseFile))
            Assert.Skip("sampler: this golden set has no sampler cases.");
        var set = JsonDocument.Parse(File.ReadAllText(CaseFile)).RootElement;
        using var tensors = GoldenTensors.Open(Path.ChangeExtension(CaseFile, ".safetensors"));
        var vocabulary = set.GetProperty("vocab").GetInt32();
        var end = new EndOfSpeech(set.GetProperty("eos").GetInt32(), vocabulary - 1024, set.GetProperty("min_new_tokens").GetInt32());
        var cases = set.GetProperty("cases").EnumerateArray().ToList();
        Assert.NotEmpty(cases);
        foreach (var json in cases)
        {
            var name = json.GetProperty("name").GetString()!;
            var history = new CodeHistory(vocabulary);
            foreach (var id in tensors.Integers($"{name}.history"))
                history.Add(id);
            var parameters = new SamplingParameters(
                json.GetProperty("temperature").GetSingle(),
                json.GetProperty("top_k").GetInt32(),
                json.GetProperty("top_p").GetSingle(),
                json.GetProperty("repetition_penalty").GetSingle());

            var actual = new CodeSampler(vocabulary).Probabilities(tensors.Floats($"{name}.logits"), parameters, history, end);

            Differences.AssertRelative(new GoldenCase("sampler", name), "probabilities", tensors.Floats($"{name}.probabilities"), actual);
        }
    }
}
