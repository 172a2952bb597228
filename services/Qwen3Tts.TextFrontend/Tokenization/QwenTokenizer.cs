using System.Text;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.TextFrontend.Tokenization;

/// <summary>
/// Qwen2's byte-level BPE over a checkpoint's <c>vocab.json</c>, <c>merges.txt</c> and the added tokens of
/// <c>tokenizer_config.json</c>: NFC, the pre-tokenisation expression, merges. Safe for use from several threads.
/// </summary>
public sealed class QwenTokenizer
{
    private readonly BytePairEncoding _encoding;
    private readonly AddedTokenSet _all;
    private readonly AddedTokenSet _plain;
    private readonly Dictionary<string, int> _ids;
    private readonly string _addedTokensPath;
    private readonly Dictionary<int, byte[]> _addedBytes;

    internal QwenTokenizer(TokenizerFiles files)
    {
        _encoding = new BytePairEncoding(files);
        _all = new AddedTokenSet(files.AddedTokens);
        _plain = new AddedTokenSet(files.AddedTokens.Where(token => !token.Special));
        _ids = files.AddedTokens.ToDictionary(token => token.Content, token => token.Id);
        _addedTokensPath = files.AddedTokensPath;
        _addedBytes = files.AddedTokens.ToDictionary(token => token.Id, token => Encoding.UTF8.GetBytes(token.Content));
    }

    /// <summary>Loads the tokenizer of the checkpoint in <paramref name="folder"/>.</summary>
    /// <exception cref="SpeechException">A file is missing or not what it should be; the message names it.</exception>
    public static QwenTokenizer Load(string folder) => new(TokenizerFiles.Read(folder));

    /// <summary>
    /// The ids of a caller's words. Special tokens are plain characters; added tokens that are not special (<c>&lt;think&gt;</c>)
    /// are recognised, as the official tokenizer does with <c>split_special_tokens</c>.
    /// </summary>
    public int[] Encode(string words) => Encode(Begin(), words);

    /// <summary>The ids of a template: all added tokens are recognised.</summary>
    public int[] EncodeTemplate(string template) => Encode(new IncrementalTokenizer(_encoding, _all), template);

    /// <summary>Begins the words of a caller, to arrive in pieces; the ids are those of <see cref="Encode(string)"/>.</summary>
    public IncrementalTokenizer Begin() => new(_encoding, _plain);

    /// <summary>The id of an added token.</summary>
    /// <exception cref="SpeechException">The tokenizer has no such token.</exception>
    public int IdOf(string addedToken) => _ids.TryGetValue(addedToken, out int id)
        ? id
        : throw SpeechException.Invalid($"{_addedTokensPath}: added_tokens_decoder has no '{addedToken}', which the chat templates need.");

    /// <summary>The UTF-8 bytes of a token, which need not be whole characters; none where there is no such token.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) =>
        _addedBytes.TryGetValue(id, out var added) ? added : ByteAlphabet.Read(_encoding.SymbolsOf(id));

    private static int[] Encode(IncrementalTokenizer tokenizer, string text)
    {
        var ids = new List<int>();
        tokenizer.Append(text, ids);
        tokenizer.End(ids);
        return [.. ids];
    }
}
