using System.Globalization;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.Cli.Load;

/// <summary>A text in pieces, as many as Qwen's tokenizer makes of it, so that a writer's pace in tokens is the model's.</summary>
public sealed class TextTokens(QwenTokenizer tokenizer)
{
    /// <summary>With the tokenizer of the embedded checkpoint, which is that of the official ones.</summary>
    public static TextTokens Embedded() => new(QwenTokenizer.Load(EmbeddedCheckpoint.Folder));

    /// <summary>Each word is cut into as many pieces of even length as it has tokens; a character of several code points stays whole.</summary>
    public IReadOnlyList<string> Split(string text)
    {
        var pieces = new List<string>();
        var begin = 0;
        for (var end = 1; end <= text.Length; end++)
        {
            // A token holds the space before its word.
            if (end < text.Length && !(char.IsWhiteSpace(text[end]) && !char.IsWhiteSpace(text[end - 1])))
                continue;
            Cut(text[begin..end], pieces);
            begin = end;
        }

        return pieces;
    }

    private void Cut(string word, List<string> pieces)
    {
        var characters = new List<string>();
        for (var elements = StringInfo.GetTextElementEnumerator(word); elements.MoveNext();)
            characters.Add(elements.GetTextElement());
        var tokens = Math.Clamp(tokenizer.Encode(word).Length, 1, characters.Count);
        for (var token = 0; token < tokens; token++)
        {
            var (from, to) = (token * characters.Count / tokens, (token + 1) * characters.Count / tokens);
            pieces.Add(string.Concat(characters[from..to]));
        }
    }
}
