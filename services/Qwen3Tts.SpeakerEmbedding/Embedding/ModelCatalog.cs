using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.SpeakerEmbedding.Embedding;

/// <summary>The served models: those that clone voices, and the names of the others, for the refusal. Owns the encoders.</summary>
internal sealed class ModelCatalog(IReadOnlyList<ServedModel> models, IReadOnlyList<string> others) : IDisposable
{
    public IReadOnlyList<ServedModel> Models => models;

    private string Cloning => models.Count is 0
        ? "No served model clones voices."
        : $"Models that clone voices: {string.Join(", ", models.Select(model => model.Name))}.";

    /// <exception cref="SpeechException">NotFound: not served. Unsupported: served, but without a speaker encoder.</exception>
    public ServedModel this[string name] => models.FirstOrDefault(model => model.Name == name)
        ?? throw (others.Contains(name)
            ? SpeechException.Unsupported($"Model '{name}' has no speaker encoder. {Cloning}")
            : SpeechException.NotFound(
                $"There is no model '{name}'; served are: {string.Join(", ", models.Select(model => model.Name).Concat(others))}. {Cloning}"));

    public void Dispose()
    {
        foreach (var encoder in models.Select(model => model.Encoder).Distinct())
            encoder.Dispose();
    }
}
