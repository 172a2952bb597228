using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.SpeakerEmbedding.Embedding;

/// <summary>A model that clones voices.</summary>
/// <param name="Family">Models of one family embed a clip alike and share the encoder.</param>
/// <param name="Accuracy">How well the encoder tells people apart; null where that was not measured.</param>
internal sealed record ServedModel(
    string Name, string Family, IVoiceEncoder Encoder, IReadOnlyList<ServedVoice> Voices, SpeakerAccuracy? Accuracy = null)
{
    /// <exception cref="SpeechException">NotFound: no such voice; the message lists those there are.</exception>
    public ServedVoice Voice(string name) => Voices.FirstOrDefault(voice => voice.Description.Name == name)
        ?? throw SpeechException.NotFound(
            $"Model '{Name}' has no built-in voice '{name}'; "
            + (Voices.Count is 0 ? "it has none." : $"it has: {string.Join(", ", Voices.Select(voice => voice.Description.Name))}."));
}
