using Qwen3Tts.TextFrontend.Tokenization;
using Qwen3Tts.UnitTests.Architecture;

namespace Qwen3Tts.UnitTests.TextFrontend;

/// <summary>The tokenizers in the repository, each loaded once.</summary>
internal static class Tokenizers
{
    private static readonly Lazy<QwenTokenizer> s_official = new(() => QwenTokenizer.Load(OfficialFolder));
    private static readonly Lazy<QwenTokenizer> s_nano = new(() => QwenTokenizer.Load(NanoFolder));

    public static string OfficialFolder => Path.Combine(Sources.Root, "tests", "golden", "tokenizer");

    public static string NanoFolder => Path.Combine(Sources.Root, "deploy", "models", "nano");

    public static string TinyFolder => Path.Combine(Sources.Root, "tests", "golden", "checkpoints", "tiny-base");

    public static QwenTokenizer Official => s_official.Value;

    public static QwenTokenizer Nano => s_nano.Value;
}
