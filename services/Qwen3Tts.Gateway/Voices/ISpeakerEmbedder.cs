using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Makes embeddings from clips.</summary>
internal interface ISpeakerEmbedder
{
    /// <param name="model">A model of the family that the embedding is for.</param>
    /// <param name="codeGroups">Groups of the model's codec, to have the clip's codec frames too; null for none.</param>
    /// <param name="compareHalves">Whether the report is to tell how much alike the clip's halves sound.</param>
    /// <exception cref="SpeechException">Invalid: the clip is no good; says why. Unavailable: the service is not there.</exception>
    Task<ClipEmbedding> EmbedClipAsync(string model, ReferenceClip clip, int? codeGroups, bool compareHalves, CancellationToken cancellation);

    /// <summary>Says what embedding a clip would find, errors too; embeds nothing.</summary>
    /// <exception cref="SpeechException">Invalid: the clip cannot be read; says why. Unavailable: the service is not there.</exception>
    Task<PreparationReport> ValidateClipAsync(string model, ReferenceClip clip, CancellationToken cancellation);

    /// <param name="model">The model whose checkpoint ships the voice.</param>
    /// <exception cref="SpeechException">Unavailable: the service is not there.</exception>
    Task<ClipEmbedding> EmbedBuiltInAsync(string model, string voice, int? codeGroups, CancellationToken cancellation);
}
