namespace Qwen3Tts.Gateway.Shaping;

/// <summary>What of the words before a cut is said again to the model, so that it goes on as it spoke.</summary>
/// <param name="Tokens">The last so many.</param>
/// <param name="Frames">The last so many, which speak them.</param>
internal readonly record struct Carried(int Tokens, int Frames);
