using Qwen3Tts.Gateway.Voices;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>The encoder that makes a model's voices from clips.</summary>
/// <param name="Family">An embedding made for one model of a family serves all of it.</param>
/// <param name="Voices">The voices that ship with the model's checkpoint.</param>
/// <param name="Revision">Of the code that embeds clips and of how they are prepared: what one makes is not taken for what another makes.</param>
internal sealed record SpeakerEncoder(string Model, string Family, IReadOnlyList<BuiltInVoice> Voices, string Revision = "");
