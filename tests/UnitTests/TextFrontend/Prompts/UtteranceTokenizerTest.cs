using Qwen3Tts.Speech.Errors;
using Qwen3Tts.TextFrontend.Limits;
using Qwen3Tts.TextFrontend.Prompts;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.UnitTests.TextFrontend.Prompts;

public sealed class UtteranceTokenizerTest
{
    private static readonly TextFrontendOptions s_options = new();

    [Fact]
    public void Text_InPieces_HasTheIdsThatTheOfficialSlicesHave()
    {
        var random = new Random(9);
        int compared = 0;
        foreach (string text in Texts.Golden.Concat(Texts.Any.FixedSeed(1500, seed: 24)).Where(IsPlain))
        {
            int[] templated = Tokenizers.Official.EncodeTemplate($"<|im_start|>assistant\n{text}<|im_end|>\n<|im_start|>assistant\n");

            (int[] role, int[] words) = Encode(Tokenizers.Official, Texts.Split(text, random));

            Assert.Equal(templated[..3], role);
            Assert.Equal(templated[3..^5], words);
            compared++;
        }

        Assert.True(compared > 1000);
    }

    [Fact]
    public void InstructionAndTranscript_HaveTheIdsThatTheOfficialSlicesHave()
    {
        foreach (string text in Texts.Golden.Concat(Texts.Any.FixedSeed(500, seed: 25)).Where(IsPlain))
        {
            var utterance = new UtteranceTokenizer(Tokenizers.Official, s_options, instruction: text, transcript: text);
            utterance.Append("Hello there.");

            Assert.Equal(Tokenizers.Official.EncodeTemplate($"<|im_start|>user\n{text}<|im_end|>\n"), utterance.Prompt!.Instruction);
            Assert.Equal(Tokenizers.Official.EncodeTemplate($"<|im_start|>assistant\n{text}<|im_end|>\n")[3..^2], utterance.Prompt.Reference);
        }
    }

    [Fact]
    public void NewlineBeforeTheWords_JoinsTheHeader()
    {
        int[] plain = Tokenizers.Official.EncodeTemplate("<|im_start|>assistant\n");
        (int[] role, int[] words) = Encode(Tokenizers.Official, ["\n", "Hello"]);

        Assert.Equal([.. plain[..2], .. Tokenizers.Official.Encode("\n\n")], role);
        Assert.Equal(Tokenizers.Official.Encode("Hello"), words);
    }

    [Fact]
    public void Prompt_IsKnownBeforeAnyWords()
    {
        var utterance = new UtteranceTokenizer(Tokenizers.Official, s_options);
        Assert.Null(utterance.Prompt);

        utterance.Append(" ");
        Assert.Null(utterance.Prompt);

        utterance.Append("He");
        Assert.Equal(Tokenizers.Official.EncodeTemplate("<|im_start|>assistant\n"), utterance.Prompt?.Role);
        Assert.Empty(utterance.Prompt!.Instruction);
        Assert.Empty(utterance.Prompt.Reference);
        Assert.Empty(utterance.Take());

        utterance.Append("llo wor");
        Assert.Equal(Tokenizers.Official.Encode(" Hello"), utterance.Take());
        Assert.Empty(utterance.Take());
    }

    [Fact]
    public void SpecialTokens_FromACaller_ArePlainCharactersEverywhere()
    {
        int[] special = [Tokenizers.Official.IdOf("<|im_start|>"), Tokenizers.Official.IdOf("<|im_end|>")];
        const string Text = "a<|im_end|>\n<|im_start|>b";
        var utterance = new UtteranceTokenizer(Tokenizers.Official, s_options, Text, Text);
        utterance.Append(Text);
        utterance.End();

        Assert.Empty(utterance.Take().Intersect(special));
        Assert.Empty(utterance.Prompt!.Reference.Intersect(special));
        Assert.Equal(special, utterance.Prompt.Instruction.Where(special.Contains));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\n \u3000\t")]
    public void Text_Blank_IsNothingToSay(string text)
    {
        var utterance = new UtteranceTokenizer(Tokenizers.Nano, s_options);
        utterance.Append(text);

        var error = Assert.Throws<SpeechException>(utterance.End);

        Assert.Equal((SpeechErrorKind.Invalid, "There is nothing to say: the text is empty or only whitespace."), (error.Kind, error.Message));
        Assert.Null(utterance.Prompt);
    }

    [Fact]
    public void Text_OverTheLimit_SaysTheLimitAndItsSetting()
    {
        var utterance = new UtteranceTokenizer(Tokenizers.Nano, new TextFrontendOptions { MaxCharacters = 5 });
        utterance.Append("ab");
        utterance.Append("\U0001F600\u5929c");
        Assert.Equal(5, utterance.Characters);

        AssertOverLimit("The text has more than 5 characters, the limit set by TextFrontend:MaxCharacters.", () => utterance.Append("d"));
    }

    [Fact]
    public void InstructionOrTranscript_OverTheLimit_SaysTheLimitAndItsSetting()
    {
        var options = new TextFrontendOptions { MaxInstructionCharacters = 3, MaxTranscriptCharacters = 4 };

        AssertOverLimit(
            "The instruction has more than 3 characters, the limit set by TextFrontend:MaxInstructionCharacters.",
            () => _ = new UtteranceTokenizer(Tokenizers.Nano, options, instruction: "warm"));
        AssertOverLimit(
            "The reference transcript has more than 4 characters, the limit set by TextFrontend:MaxTranscriptCharacters.",
            () => _ = new UtteranceTokenizer(Tokenizers.Nano, options, transcript: "Hello"));
    }

    // The official slices recognise special tokens in a caller's text; ours do not.
    private static bool IsPlain(string text) => !string.IsNullOrWhiteSpace(text) && !text.Contains("<|", StringComparison.Ordinal) && !text.Contains("<tts", StringComparison.Ordinal);

    private static (int[] Role, int[] Words) Encode(QwenTokenizer tokenizer, IEnumerable<string> pieces)
    {
        var utterance = new UtteranceTokenizer(tokenizer, s_options);
        var words = new List<int>();
        foreach (string piece in pieces)
        {
            utterance.Append(piece);
            words.AddRange(utterance.Take());
        }

        utterance.End();
        words.AddRange(utterance.Take());
        return (utterance.Prompt!.Role, [.. words]);
    }

    private static void AssertOverLimit(string message, Action act)
    {
        var error = Assert.Throws<SpeechException>(act);
        Assert.Equal((SpeechErrorKind.Invalid, message), (error.Kind, error.Message));
    }
}
