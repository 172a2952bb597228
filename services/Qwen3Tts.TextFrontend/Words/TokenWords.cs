using System.Buffers;
using System.Text;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.TextFrontend.Words;

/// <summary>The token that each word of an utterance begins with.</summary>
internal sealed class TokenWords(QwenTokenizer tokenizer)
{
    private readonly WordBoundaries _boundaries = new();
    private readonly byte[] _partial = new byte[4];
    private int _partialLength;
    private int _partialToken;
    private int _tokens;

    /// <summary>Of each word the token, counted from the first of all.</summary>
    public Queue<int> Begun { get; } = new();

    public void Append(ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            foreach (var value in tokenizer.BytesOf(id))
                Push(value);
            _tokens++;
        }
    }

    private void Push(byte value)
    {
        if (_partialLength is 0)
            _partialToken = _tokens;
        _partial[_partialLength++] = value;
        // Tokens are of well-formed text: what is no character by four bytes is none of a word's.
        if (Rune.DecodeFromUtf8(_partial.AsSpan(0, _partialLength), out var rune, out _) is OperationStatus.NeedMoreData)
            return;
        _partialLength = 0;
        if (_boundaries.Begins(rune))
            Begun.Enqueue(_partialToken);
    }
}
