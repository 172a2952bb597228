using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.TextFrontend.Tokenization;

/// <summary>The tokenizer of each served checkpoint, all loaded at start; checkpoints with equal files share one.</summary>
public sealed class TokenizerCatalog
{
    private readonly Dictionary<string, QwenTokenizer> _tokenizers = [];

    /// <param name="checkpoints">The served models' names and folders.</param>
    /// <exception cref="SpeechException">A tokenizer file is missing or not what it should be; the message names it.</exception>
    public TokenizerCatalog(IEnumerable<(string Name, string Folder)> checkpoints)
    {
        var loaded = new Dictionary<string, QwenTokenizer>();
        foreach ((string name, string folder) in checkpoints)
        {
            TokenizerFiles files = TokenizerFiles.Read(folder);
            if (!loaded.TryGetValue(files.Identity, out QwenTokenizer? tokenizer))
                loaded.Add(files.Identity, tokenizer = new QwenTokenizer(files));
            _tokenizers.Add(name, tokenizer);
        }
    }

    /// <summary>The models' names, in alphabetical order.</summary>
    public IEnumerable<string> Models => _tokenizers.Keys.Order(StringComparer.Ordinal);

    /// <summary>The tokenizer of a model.</summary>
    /// <exception cref="SpeechException">There is no such model; the message lists those served.</exception>
    public QwenTokenizer this[string model] => _tokenizers.TryGetValue(model, out QwenTokenizer? tokenizer)
        ? tokenizer
        : throw SpeechException.NotFound($"Model '{model}' is not served here. Served: {string.Join(", ", Models)}.");
}
