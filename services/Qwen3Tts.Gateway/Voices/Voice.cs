namespace Qwen3Tts.Gateway.Voices;

/// <summary>A voice to clone.</summary>
/// <param name="Transcript">What is said in its clip; empty where that is not known, so that it cannot be cloned in context.</param>
internal abstract record Voice(string Name, string Transcript, double ClipSeconds);
