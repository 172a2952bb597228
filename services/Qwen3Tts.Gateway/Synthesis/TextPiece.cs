namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>A piece of an utterance's text.</summary>
/// <param name="Flushes">Instead of text: what has come so far is to be read now.</param>
internal readonly record struct TextPiece(string Text, bool Flushes = false);
