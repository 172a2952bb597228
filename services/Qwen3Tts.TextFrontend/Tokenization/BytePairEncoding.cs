using Microsoft.ML.Tokenizers;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.TextFrontend.Tokenization;

/// <summary>
/// The merges of one pre-token, over the symbols of its UTF-8 bytes (<see cref="ByteAlphabet"/>). The library's own byte
/// level is off, since a pre-token that is still growing is looked at byte by byte.
/// </summary>
internal sealed class BytePairEncoding
{
    /// <summary>Bytes of an unfinished pre-token that are looked at for settled tokens; a longer tail waits for its end.</summary>
    private const int MaxTail = 256;

    private readonly BpeTokenizer _merges;
    private readonly string[] _sorted;

    /// <exception cref="SpeechException">A byte has no token, or a merge names a token that does not exist.</exception>
    public BytePairEncoding(TokenizerFiles files)
    {
        foreach (char symbol in ByteAlphabet.Symbols)
        {
            if (!files.Vocabulary.ContainsKey(symbol.ToString()))
                throw SpeechException.Invalid($"{files.VocabularyPath}: byte symbol '{symbol}' has no token; byte-level BPE needs all 256.");
        }

        _sorted = [.. files.Vocabulary.Keys];
        Array.Sort(_sorted, StringComparer.Ordinal);
        try
        {
            _merges = BpeTokenizer.Create(new BpeOptions(files.Vocabulary) { Merges = files.Merges });
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            throw new SpeechException(SpeechErrorKind.Invalid, $"{files.MergesPath}: {error.Message}", error);
        }
    }

    /// <summary>The ids of a whole pre-token.</summary>
    public IReadOnlyList<int> Encode(ReadOnlySpan<char> symbols) =>
        _merges.EncodeToIds(symbols, considerPreTokenization: false, considerNormalization: false);

    /// <summary>The symbols of a token; empty where there is no such token.</summary>
    public string SymbolsOf(int id) => _merges.Decode([id]) ?? "";

    /// <summary>
    /// The first ids of a pre-token that begins with <paramref name="symbols"/>, as far as they are the same however it goes
    /// on, and the number of symbols they cover. Where tokens meet, no merge has crossed, so what stands before is encoded as
    /// if alone. The first token that is not complete yet begins where the rest is the beginning of a token (or at the end):
    /// what is common to the encodings of everything before each such place is settled.
    /// </summary>
    public (IReadOnlyList<int> Ids, int Symbols) Settled(ReadOnlySpan<char> symbols)
    {
        if (symbols.Length > MaxTail || BeginsToken(symbols))
            return ([], 0);

        IReadOnlyList<int> whole = Encode(symbols);
        int common = whole.Count;
        for (int start = 1; start < symbols.Length && common > 0; start++)
        {
            if (BeginsToken(symbols[start..]))
                common = CommonPrefix(whole, Encode(symbols[..start]), common);
        }

        int covered = 0;
        for (int i = 0; i < common; i++)
            covered += SymbolsOf(whole[i]).Length;
        return ([.. whole.Take(common)], covered);
    }

    private static int CommonPrefix(IReadOnlyList<int> left, IReadOnlyList<int> right, int most)
    {
        most = Math.Min(most, right.Count);
        int common = 0;
        while (common < most && left[common] == right[common])
            common++;
        return common;
    }

    private bool BeginsToken(ReadOnlySpan<char> symbols)
    {
        int low = 0;
        int high = _sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_sorted[middle].AsSpan().SequenceCompareTo(symbols) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low < _sorted.Length && _sorted[low].AsSpan().StartsWith(symbols);
    }
}
