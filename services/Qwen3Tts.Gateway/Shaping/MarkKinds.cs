namespace Qwen3Tts.Gateway.Shaping;

/// <summary>Which marks a client asks for, besides those of its SSML document.</summary>
[Flags]
internal enum MarkKinds
{
    None = 0,
    Words = 1,
    Sentences = 2,
}
