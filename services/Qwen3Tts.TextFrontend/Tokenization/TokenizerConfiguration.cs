using System.Text.Json.Serialization;

namespace Qwen3Tts.TextFrontend.Tokenization;

/// <summary>The part of <c>tokenizer_config.json</c> that decides ids.</summary>
internal sealed class TokenizerConfiguration
{
    [JsonPropertyName("added_tokens_decoder")]
    public Dictionary<string, Token?>? AddedTokensDecoder { get; set; }

    internal sealed class Token
    {
        [JsonPropertyName("content")]
        public string? Content { get; set; }

        [JsonPropertyName("special")]
        public bool Special { get; set; }

        [JsonPropertyName("lstrip")]
        public bool LeftStrip { get; set; }

        [JsonPropertyName("rstrip")]
        public bool RightStrip { get; set; }

        [JsonPropertyName("single_word")]
        public bool SingleWord { get; set; }
    }
}
