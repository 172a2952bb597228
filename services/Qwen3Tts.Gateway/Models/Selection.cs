using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Gateway.Models;

/// <summary>Which model speaks, and how.</summary>
/// <param name="Language">As the model spells it, or "auto".</param>
/// <param name="Speaker">As the model spells it; for custom voice.</param>
/// <param name="Voice">For the clone modes.</param>
internal sealed record Selection(ModelDescription Model, SynthesisMode Mode, string Language, string? Speaker, Voice? Voice);
