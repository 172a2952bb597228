using System.Text;
using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Modeling.Alignment;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.Cli.Alignment;

/// <summary>Texts as sentences to watch heads over: each once streaming and once whole.</summary>
public static class AlignmentSentences
{
    // Speech has three to five frames a token; what has more does not end.
    private const int FramesOfToken = 8;
    private const int FramesBesides = 50;

    public static IReadOnlyList<AlignmentSentence> Of(Checkpoint checkpoint, SampleVoice voice, string language, IReadOnlyList<string> texts)
    {
        var tokenizer = QwenTokenizer.Load(checkpoint.Folder);
        var samples = new SampleUtterances(checkpoint, tokenizer, voice);
        return [.. texts.SelectMany((text, index) => Enum.GetValues<TextDelivery>().Select(delivery => Of(text, delivery, (ulong)index)))];

        AlignmentSentence Of(string text, TextDelivery delivery, ulong seed)
        {
            var (request, words) = samples.Say(text, seed);
            var frames = Math.Min(request.MaxFrames, FramesBesides + FramesOfToken * words.Length);
            return new AlignmentSentence(
                request with { Language = language, Delivery = delivery, MaxFrames = frames }, words, [.. words.Select(id => Letters(tokenizer, id))]);
        }
    }

    private static int Letters(QwenTokenizer tokenizer, int id) =>
        Encoding.UTF8.GetString(tokenizer.BytesOf(id)).EnumerateRunes().Count(Rune.IsLetter);
}
