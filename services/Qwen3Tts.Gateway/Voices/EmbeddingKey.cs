namespace Qwen3Tts.Gateway.Voices;

/// <summary>Which embedding of a voice.</summary>
/// <param name="Family">The models that it serves.</param>
/// <param name="WithCodes">Whether it has the clip's codec frames, for in-context cloning.</param>
internal readonly record struct EmbeddingKey(string Family, bool WithCodes)
{
    public override string ToString() => $"{(WithCodes ? "x-vector+codes" : "x-vector")}:{Family}";
}
