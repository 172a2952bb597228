using System.Text.Json;
using Qwen3Tts.TextFrontend.Limits;
using Qwen3Tts.TextFrontend.Prompts;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.ParityTests.Tokenizer;

/// <summary>The ids of the utterance cases, from their texts and their checkpoint's own tokenizer.</summary>
public sealed class PromptTokensParityTest
{
    public static TheoryData<GoldenCase> Cases => [.. GoldenSet.Cases("clone-", "custom-voice", "voice-design")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Prompt_HasTheOfficialIds(GoldenCase golden)
    {
        JsonElement arguments = golden.Json().GetProperty("arguments");
        using GoldenTensors tensors = golden.Tensors();
        var tokenizer = QwenTokenizer.Load(GoldenSet.CheckpointFolder(golden.Checkpoint));
        // Without codes of the reference its transcript is not used, and the case has no ids of it.
        string transcript = tensors.Has("ref_ids") ? Argument(arguments, "ref_text") : "";
        var utterance = new UtteranceTokenizer(tokenizer, new TextFrontendOptions(), Argument(arguments, "instruct"), transcript);
        utterance.Append(Argument(arguments, "text"));
        utterance.End();

        int[] text = tensors.Integers("input_ids");
        Assert.Equal(text[3..^5], utterance.Take());
        Assert.Equal(text[..3], utterance.Prompt!.Role);
        Assert.Equal(tensors.Has("ref_ids") ? tensors.Integers("ref_ids")[3..^2] : [], utterance.Prompt.Reference);
        Assert.Equal(tensors.Has("instruct_ids") ? tensors.Integers("instruct_ids") : [], utterance.Prompt.Instruction);
    }

    private static string Argument(JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";
}
