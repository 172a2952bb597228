using Qwen3Tts.TextFrontend.Normalization;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.TextFrontend.Words;

/// <summary>Brings an utterance's words and its tokens together, while both come. Of scripts without spaces, what a token joins is a word.</summary>
internal sealed class WordPlacing(QwenTokenizer tokenizer)
{
    private readonly List<PlacedWord> _placed = [];
    private TokenWords _tokens = new(tokenizer);
    private PlacedWord? _growing;

    /// <summary>Takes what is said.</summary>
    public WordSplitter Words { get; } = new();

    /// <summary>Takes the ids of the words, in order.</summary>
    public void Append(ReadOnlySpan<int> ids)
    {
        _tokens.Append(ids);
        while (Words.Closed.Count > 0 && _tokens.Begun.Count > 0)
            Place(new PlacedWord(_tokens.Begun.Dequeue(), Words.Closed.Dequeue()));
    }

    /// <summary>The ids that follow are another text's; their words follow those before.</summary>
    public void BeginAnew() => _tokens = new TokenWords(tokenizer);

    /// <summary>The words whose token is known, that were not taken before.</summary>
    /// <param name="settled">What was said so far is whole.</param>
    public IReadOnlyList<PlacedWord> Take(bool settled)
    {
        if (settled)
            Release();
        PlacedWord[] taken = [.. _placed];
        _placed.Clear();
        return taken;
    }

    private void Place(PlacedWord placed)
    {
        if (placed.Word.Spoken.Length is 0)
            return;
        if (_growing is { } growing && growing.Token == placed.Token && growing.Word.End == placed.Word.Start)
        {
            var word = growing.Word with { Spoken = growing.Word.Spoken + placed.Word.Spoken, Length = growing.Word.Length + placed.Word.Length };
            _growing = growing with { Word = word };
            return;
        }

        Release();
        if (Scripts.IsUnspaced(placed.Word.Spoken[0]))
            _growing = placed;
        else
            _placed.Add(placed);
    }

    private void Release()
    {
        if (_growing is { } grown)
            _placed.Add(grown);
        _growing = null;
    }
}
