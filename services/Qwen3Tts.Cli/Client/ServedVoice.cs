namespace Qwen3Tts.Cli.Client;

/// <summary>A voice as a fleet lists it.</summary>
/// <param name="BuiltIn">True for a voice that ships with a checkpoint.</param>
/// <param name="Models">Models that can speak with it.</param>
/// <param name="WordErrorRateStreaming">Measured, 0 to 1, where its checkpoint states it.</param>
/// <param name="WordErrorRateWhole">The same with the text known in whole.</param>
public sealed record ServedVoice(
    string Name,
    bool BuiltIn,
    IReadOnlyList<string> Models,
    bool HasTranscript,
    double ClipSeconds,
    string Description,
    double? WordErrorRateStreaming,
    double? WordErrorRateWhole)
{
    /// <summary>What was found of its clip that may make it speak worse; in the answer to its creation.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
