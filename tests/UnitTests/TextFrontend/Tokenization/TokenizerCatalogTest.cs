using Qwen3Tts.Speech.Errors;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.UnitTests.TextFrontend.Tokenization;

public sealed class TokenizerCatalogTest
{
    [Fact]
    public void Model_NotServed_IsAnErrorThatListsThose()
    {
        var catalog = new TokenizerCatalog([("tiny", Tokenizers.TinyFolder), ("nano", Tokenizers.NanoFolder)]);

        var error = Assert.Throws<SpeechException>(() => catalog["large"]);

        Assert.Equal(SpeechErrorKind.NotFound, error.Kind);
        Assert.Equal("Model 'large' is not served here. Served: nano, tiny.", error.Message);
    }

    [Fact]
    public void Checkpoints_WithEqualFiles_ShareATokenizer()
    {
        using var copy = new TokenizerFolder();
        var catalog = new TokenizerCatalog([("a", Tokenizers.TinyFolder), ("b", copy.Path), ("nano", Tokenizers.NanoFolder)]);

        Assert.Same(catalog["a"], catalog["b"]);
        Assert.NotSame(catalog["a"], catalog["nano"]);
    }
}
