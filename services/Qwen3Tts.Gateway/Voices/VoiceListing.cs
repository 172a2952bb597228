using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>A voice with the models that can speak with it.</summary>
/// <param name="Report">What was found of its clip; only of a voice that was just registered.</param>
internal sealed record VoiceListing(Voice Voice, IReadOnlyList<string> Models, PreparationReport? Report = null);
