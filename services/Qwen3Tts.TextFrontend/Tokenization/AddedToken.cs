namespace Qwen3Tts.TextFrontend.Tokenization;

/// <summary>A token that is recognised before any splitting (<c>added_tokens_decoder</c> of <c>tokenizer_config.json</c>).</summary>
/// <param name="Special">Special tokens shape the prompt: only templates produce them, never a caller's words.</param>
internal sealed record AddedToken(string Content, int Id, bool Special);
