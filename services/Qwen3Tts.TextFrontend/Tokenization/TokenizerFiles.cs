using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.TextFrontend.Tokenization;

/// <summary>What a checkpoint's tokenizer files hold, checked: they are untrusted input.</summary>
internal sealed class TokenizerFiles
{
    private const int MaxFileBytes = 64 << 20;
    private const int MaxTokenLength = 4096;
    private const int MaxId = 1 << 24;

    private TokenizerFiles(string folder)
    {
        VocabularyPath = Path.Combine(folder, "vocab.json");
        MergesPath = Path.Combine(folder, "merges.txt");
        AddedTokensPath = Path.Combine(folder, "tokenizer_config.json");
        byte[] vocabulary = ReadFile(VocabularyPath);
        byte[] merges = ReadFile(MergesPath);
        byte[] added = ReadFile(AddedTokensPath);
        Identity = Convert.ToHexString(SHA256.HashData([.. SHA256.HashData(vocabulary), .. SHA256.HashData(merges), .. SHA256.HashData(added)]));
        var ids = new HashSet<int>();
        Vocabulary = ReadVocabulary(vocabulary, ids);
        Merges = ReadMerges(merges);
        AddedTokens = ReadAddedTokens(added, ids);
    }

    public string VocabularyPath { get; }

    public string MergesPath { get; }

    public string AddedTokensPath { get; }

    /// <summary>The same for equal files: SHA-256 over the three.</summary>
    public string Identity { get; }

    public IReadOnlyDictionary<string, int> Vocabulary { get; }

    /// <summary>Pairs as <c>left right</c>, the first merge first.</summary>
    public IReadOnlyList<string> Merges { get; }

    public IReadOnlyList<AddedToken> AddedTokens { get; }

    /// <summary>Reads <c>vocab.json</c>, <c>merges.txt</c> and <c>tokenizer_config.json</c>.</summary>
    /// <exception cref="SpeechException">A file is missing, too large or not what it should be; the message names it.</exception>
    public static TokenizerFiles Read(string folder) => new(folder);

    private static byte[] ReadFile(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > MaxFileBytes)
                throw SpeechException.Invalid($"{path}: {file.Length} bytes; a tokenizer file has at most {MaxFileBytes}.");
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SpeechException(SpeechErrorKind.Invalid, $"{path}: cannot be read ({error.Message}); a checkpoint needs it.", error);
        }
    }

    private Dictionary<string, int> ReadVocabulary(byte[] bytes, HashSet<int> ids)
    {
        Dictionary<string, int> vocabulary = ParseJson<Dictionary<string, int>>(VocabularyPath, bytes, "an object of tokens and ids");
        foreach ((string token, int id) in vocabulary)
        {
            if (token.Length is 0 or > MaxTokenLength)
                throw SpeechException.Invalid($"{VocabularyPath}: the token of id {id} has {token.Length} characters, not 1 to {MaxTokenLength}.");
            CheckId(VocabularyPath, token, id);
            if (!ids.Add(id))
                throw SpeechException.Invalid($"{VocabularyPath}: two tokens have the id {id}.");
        }

        return vocabulary;
    }

    /// <summary>Merges may begin with <c>#</c>; only a first line that begins with <c>#version</c> is none.</summary>
    private List<string> ReadMerges(byte[] bytes)
    {
        var merges = new List<string>();
        var seen = new HashSet<string>();
        using var reader = new StringReader(DecodeUtf8(MergesPath, bytes));
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || (number == 1 && line.StartsWith("#version", StringComparison.Ordinal)))
                continue;
            int space = line.IndexOf(' ');
            if (space <= 0 || space == line.Length - 1 || line.IndexOf(' ', space + 1) >= 0 || line.Length > MaxTokenLength)
                throw SpeechException.Invalid($"{MergesPath}: line {number} is not two tokens with one space between.");
            if (!seen.Add(line))
                throw SpeechException.Invalid($"{MergesPath}: line {number} repeats a merge.");
            merges.Add(line);
        }

        return merges;
    }

    private List<AddedToken> ReadAddedTokens(byte[] bytes, HashSet<int> ids)
    {
        TokenizerConfiguration configuration = ParseJson<TokenizerConfiguration>(AddedTokensPath, bytes, "a tokenizer configuration");
        var tokens = new List<AddedToken>();
        var seen = new HashSet<string>();
        foreach ((string key, TokenizerConfiguration.Token? token) in configuration.AddedTokensDecoder ?? [])
        {
            if (token?.Content is not { Length: > 0 and <= MaxTokenLength } content || !int.TryParse(key, out int id))
                throw SpeechException.Invalid($"{AddedTokensPath}: added_tokens_decoder has an entry without an id and a content of 1 to {MaxTokenLength} characters.");
            CheckId(AddedTokensPath, content, id);
            if (!ids.Add(id) || !seen.Add(content))
                throw SpeechException.Invalid($"{AddedTokensPath}: added token '{content}' ({id}) or its id is there twice, or the id is in vocab.json too.");
            if (token.LeftStrip || token.RightStrip || token.SingleWord)
                throw SpeechException.Invalid($"{AddedTokensPath}: added token '{content}' has lstrip, rstrip or single_word; Qwen's tokens have none of them.");
            tokens.Add(new AddedToken(content, id, token.Special));
        }

        return tokens;
    }

    private static void CheckId(string path, string token, int id)
    {
        if (id is < 0 or >= MaxId)
            throw SpeechException.Invalid($"{path}: token '{token}' has the id {id}, not 0 to {MaxId - 1}.");
    }

    private static T ParseJson<T>(string path, byte[] bytes, string expected)
        where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize<T>(bytes) is { } value)
                return value;
            throw SpeechException.Invalid($"{path}: is null, not {expected}.");
        }
        catch (JsonException error)
        {
            throw new SpeechException(SpeechErrorKind.Invalid, $"{path}: is not {expected} ({error.Message}).", error);
        }
    }

    private static string DecodeUtf8(string path, byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new SpeechException(SpeechErrorKind.Invalid, $"{path}: is not UTF-8.", error);
        }
    }
}
