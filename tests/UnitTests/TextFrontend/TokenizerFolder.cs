namespace Qwen3Tts.UnitTests.TextFrontend;

/// <summary>A copy of the small golden tokenizer's files, to be spoilt; removed when disposed.</summary>
internal sealed class TokenizerFolder : IDisposable
{
    public static readonly string[] Files = ["vocab.json", "merges.txt", "tokenizer_config.json"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qwen3tts-tokenizer-");

    public TokenizerFolder()
    {
        foreach (string file in Files)
            File.Copy(System.IO.Path.Combine(Tokenizers.TinyFolder, file), PathOf(file));
    }

    public string Path => _folder.FullName;

    public string PathOf(string file) => System.IO.Path.Combine(_folder.FullName, file);

    /// <summary>Replaces the first occurrence of <paramref name="old"/>, which must be there.</summary>
    public void Replace(string file, string old, string with)
    {
        string text = File.ReadAllText(PathOf(file));
        int at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{file} has no {old}");
        File.WriteAllText(PathOf(file), string.Concat(text.AsSpan(0, at), with, text.AsSpan(at + old.Length)));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
